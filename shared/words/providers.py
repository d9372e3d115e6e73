"""What is said of providers: to whoever operates the system, and to whoever waits for a message."""

from collections.abc import Mapping

from shared.kernel.sending import Accepted, Doubtful, Outcome, Refused, Suppressed, Why
from shared.kernel.sentence import Sentence as _

FILE_UNREADABLE = _("{file} 读不了：{why}。", "{file} cannot be read: {why}.")
FILE_WRONG = _("{file} 里有不对的地方：{where}。", "{file} is not as it must be: {where}.")
NO_SUCH_NOTICE = _(
    "channels.toml 的 [sms.notices] 里有发不了短信的通知：{kinds}。可以写：{known}。",
    "[sms.notices] of channels.toml has what is not told by text message: {kinds}. There are: {known}.",
)

NO_SUCH_FIELD = _(
    "channels.toml 的 [wechat.notices.{kind}] 里，字段 {field} 填不了“{value}”。这种通知能填的：{known}。",
    "[wechat.notices.{kind}] of channels.toml cannot show {value} in the field {field}. It has: {known}.",
)
NO_SUCH_KIND = _(
    "channels.toml 的 [{channel}] 里有发不了的通知：{kinds}。可以写：{known}。",
    "[{channel}] of channels.toml has what cannot be told so: {kinds}. There are: {known}.",
)
INSTANT = "{0.year}年{0.month}月{0.day}日 {0:%H:%M}"
"""As a field of a time or a date must be written, in any language."""
TRIAL, TRIAL_STATE = "爱心托管试发", "试发"
"""What a field shows, and how things stand, in a message to whoever tries a channel."""
WECHAT = _("微信", "WeChat")

ACCEPTED = _(
    "运营商接受了，编号 {number}；这还不是送达。", "The provider took it as {number}; that is not yet delivered."
)
DOUBTFUL = _(
    "发出后没有得到回答（{reason}），不知道是否收下。", "No answer after it went out ({reason}): nobody knows."
)
REFUSED = _("运营商拒绝了：{code}。{what}", "The provider refused it: {code}. {what}")
NOT_SENT = _("没有发：{reason}。", "Not sent: {reason}.")

KIND: Mapping[Why, _] = {
    "transient": _("对方系统忙，过一会儿会自己好。", "Their system is busy; that passes by itself."),
    "token": _("访问凭证过期，系统会自己换。", "Our access has run out and is renewed by itself."),
    "quota": _(
        "超过了对方的限额（同一号码每分钟、每小时、每天），稍后再试。",
        "More than they allow, for this number or in all; try later.",
    ),
    "user": _("这个人收不了。", "They cannot be reached so."),
    "configuration": _(
        "是账户设置的问题：请核对密钥、签名、模板和余额。",
        "The account is at fault: check key, signature, template and balance.",
    ),
}
CODES: Mapping[str, _] = {
    "isv.AMOUNT_NOT_ENOUGH": _("账户余额不足，请充值。", "The account has no money left."),
    "FailedOperation.InsufficientBalanceInSmsPackage": _(
        "短信套餐包已用完，请购买。", "The package of messages is used up."
    ),
    "isv.SMS_SIGNATURE_ILLEGAL": _("签名不对或没有审核通过。", "The signature is unknown or not approved."),
    "FailedOperation.SignatureIncorrectOrUnapproved": _(
        "签名不对或没有审核通过。", "The signature is unknown or not approved."
    ),
    "isv.SMS_TEMPLATE_ILLEGAL": _("模板不对或没有审核通过。", "The template is unknown or not approved."),
    "FailedOperation.TemplateIncorrectOrUnapproved": _(
        "模板不对或没有审核通过。", "The template is unknown or not approved."
    ),
    "isv.TEMPLATE_MISSING_PARAMETERS": _(
        "模板要的变量没有给全，请核对 values。", "The template wants values that were not given: see `values`."
    ),
    "FailedOperation.TemplateParamSetNotMatchApprovedTemplate": _(
        "变量与模板不符，请核对 values。", "The values do not fit the template: see `values`."
    ),
    "SignatureDoesNotMatch": _("密钥（secret）不对。", "The secret is wrong."),
    "AuthFailure.SignatureFailure": _("密钥（secret）不对。", "The secret is wrong."),
    "InvalidAccessKeyId.NotFound": _("密钥编号（key_id）不存在。", "There is no such key_id."),
    "no token: 40013": _("app_id 不对。", "The app_id is wrong."),
    "no token: 40125": _("secret（AppSecret）不对。", "The secret (AppSecret) is wrong."),
    "no token: 40164": _(
        "本机的公网地址不在公众平台的 IP 白名单里，请加上。",
        "The address of this server is not among those that the platform lets in: add it.",
    ),
    "40003": _("openid 不对，或是另一个公众号的。", "The openid is wrong, or of another 服务号."),
    "40037": _("模板编号不对，或已被删除。", "The template is unknown, or was removed."),
    "43004": _("这个人没有关注公众号，或已取消关注。", "They do not follow the 服务号, or no more."),
    "47003": _(
        "填的内容与模板的字段不符，请核对 fields。", "What is filled in does not fit the template: see `fields`."
    ),
    "48001": _("公众号没有模板消息的权限，请在公众平台开通。", "The 服务号 may not send templates: ask the platform."),
    "AuthFailure.SecretIdNotFound": _("密钥编号（key_id）不存在。", "There is no such key_id."),
}
"""What providers' codes ask of whoever operates the system."""


def said(outcome: Outcome) -> _:
    """An outcome, for whoever tries a channel."""
    match outcome:
        case Accepted(number):
            return ACCEPTED.of(number=number)
        case Doubtful(reason):
            return DOUBTFUL.of(reason=reason)
        case Suppressed(reason):
            return NOT_SENT.of(reason=reason)
        case Refused(code, why):
            return REFUSED.of(code=code, what=CODES.get(code, KIND[why]))
