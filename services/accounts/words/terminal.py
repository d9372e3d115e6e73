"""What whoever runs the system reads on its terminal."""

CODE = "验证码 code  {phone} → {code}"
