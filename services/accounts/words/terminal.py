"""What whoever runs the system reads on its terminal."""

CODE = "验证码 code  {phone} → {code}"
INVITED = (
    "短信 message  {phone} → 有家长邀请您一起照管孩子。请在一天内用这个手机号登录，在“我的”里查看。 "
    "A guardian invites you to act for children. Log in with this number within a day and look under “Me”."
)
PHONE_ASKED = (
    "短信 message  {phone} → 工会为您申请了换手机号，{hours} 小时后生效。不是您要求的？请用这个手机号登录，在“我的”里停止。 "
    "Your union asked for another number for you, from {hours} hours on. Not you? Log in with this one and stop it under “Me”."
)
