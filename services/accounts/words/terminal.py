"""What whoever runs the system reads on its terminal."""

CODE = "验证码 code  {phone} → {code}"
PHONE_ASKED = (
    "短信 message  {phone} → 工会为您申请了换手机号，{hours} 小时后生效。不是您要求的？请用这个手机号登录，在“我的”里停止。 "
    "Your union asked for another number for you, from {hours} hours on. Not you? Log in with this one and stop it under “Me”."
)
