"""Text messages by Aliyun and by Tencent: our requests and their vendors' own are judged by one and the same stand-in."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from uuid import UUID

import pytest
from alibabacloud_dysmsapi20170525.client import Client as AliyunClient
from alibabacloud_dysmsapi20170525.models import SendSmsRequest
from alibabacloud_tea_openapi.models import Config
from tencentcloud.common.credential import Credential
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile
from tencentcloud.sms.v20210111.models import SendSmsRequest as TencentRequest
from tencentcloud.sms.v20210111.sms_client import SmsClient

from shared.kernel.sending import Accepted, Away, Doubtful, Outcome, Refused
from shared.providers.accounts import SmsAccount
from shared.providers.calling import client
from shared.providers.sms import Sms
from tests.support.providers import aliyun, tencent
from tests.support.providers.serving import Provider, provider

PHONE, MARK = "13700001234", UUID(int=7)
ACCOUNTS: Mapping[str, Mapping[str, object]] = {
    "aliyun": {
        "key_id": aliyun.KEY_ID, "secret": aliyun.SECRET, "sign": aliyun.SIGN,
        "code": {"template": "SMS_154950909", "values": {"code": "code"}},
    },
    "tencent": {
        "key_id": tencent.KEY_ID, "secret": tencent.SECRET, "sign": tencent.SIGN, "app": tencent.APP,
        "code": {"template": "1110", "values": {"1": "code", "2": "minutes"}},
    },
}  # fmt: skip
SEEN = {
    "aliyun": {"phone": PHONE, "words": "【高新区工会】您的验证码为012345，10分钟内有效，请勿告知他人。"},
    "tencent": {"phone": f"+86{PHONE}", "words": "【高新区工会】012345为您的登录验证码，请于10分钟内填写。"},
}


@pytest.fixture(params=["aliyun", "tencent"])
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
async def there(name: str) -> AsyncIterator[Provider]:
    async with provider(name) as running:
        yield running


def account(name: str, url: str, **changes: object) -> SmsAccount:
    return SmsAccount.model_validate({"provider": name, "url": url, **ACCOUNTS[name], **changes})


async def send(account: SmsAccount, phone: str = PHONE, template: str = "", **values: str) -> Outcome:
    filled = values or account.code.filled(code="012345", minutes="10")
    async with client() as web:
        return await account.opened(web).send(Sms(phone, template or account.code.template, filled, MARK))


async def test_a_family_reads_the_words_that_were_approved(name: str, there: Provider) -> None:
    outcome = await send(account(name, there.url))
    (seen,) = await there.ledger()
    assert seen == SEEN[name] | {"mark": str(MARK), "number": seen["number"]}
    assert outcome == Accepted(seen["number"])


async def test_the_stand_in_takes_what_the_vendors_own_client_sends(name: str, there: Provider) -> None:
    """Else it would judge us by a wrong measure."""
    at = there.url.removeprefix("http://")
    if name == "aliyun":
        ours = Config(aliyun.KEY_ID, aliyun.SECRET, endpoint=at, protocol="http")
        request = SendSmsRequest(
            phone_numbers=PHONE,
            sign_name=aliyun.SIGN,
            template_code="SMS_154950909",
            template_param='{"code":"012345"}',
        )
        answer = await AliyunClient(ours).send_sms_async(request)
        assert (answer.body.code, answer.body.biz_id) == ("OK", (await there.ledger())[0]["number"])
    else:
        asked = TencentRequest()
        asked.PhoneNumberSet, asked.SmsSdkAppId, asked.SignName = [f"+86{PHONE}"], tencent.APP, tencent.SIGN
        asked.TemplateId, asked.TemplateParamSet = "1110", ["012345", "10"]
        profile = ClientProfile(httpProfile=HttpProfile(protocol="http", endpoint=at))
        theirs = SmsClient(Credential(tencent.KEY_ID, tencent.SECRET), "ap-guangzhou", profile)
        answer = await asyncio.to_thread(theirs.SendSms, asked)
        assert answer.SendStatusSet[0].Code == "Ok"
    (seen,) = await there.ledger()
    assert seen == SEEN[name] | {"mark": "", "number": seen["number"]}


WRONG = [
    ({"secret": "not this one"}, {}, {"aliyun": "SignatureDoesNotMatch", "tencent": "AuthFailure.SignatureFailure"}),
    ({"key_id": "nobody"}, {}, {"aliyun": "InvalidAccessKeyId.NotFound", "tencent": "AuthFailure.SecretIdNotFound"}),
    (
        {"sign": "别的工会"},
        {},
        {"aliyun": "isv.SMS_SIGNATURE_ILLEGAL", "tencent": "FailedOperation.SignatureIncorrectOrUnapproved"},
    ),
    (
        {},
        {"template": "404"},
        {"aliyun": "isv.SMS_TEMPLATE_ILLEGAL", "tencent": "FailedOperation.TemplateIncorrectOrUnapproved"},
    ),
    (
        {},
        {"other": "012345"},
        {
            "aliyun": "isv.TEMPLATE_MISSING_PARAMETERS",
            "tencent": "FailedOperation.TemplateParamSetNotMatchApprovedTemplate",
        },
    ),
]


@pytest.mark.parametrize(("changes", "message", "codes"), WRONG)
async def test_what_is_set_up_wrongly_is_ours_to_mend(
    name: str, there: Provider, changes: dict[str, object], message: dict[str, str], codes: dict[str, str]
) -> None:
    outcome = await send(account(name, there.url, **changes), **message)
    assert outcome == Refused(codes[name], "configuration")
    assert not await there.ledger()


async def test_a_number_that_is_none_is_the_familys_to_mend(name: str, there: Provider) -> None:
    outcome = await send(account(name, there.url), "12345678901")
    assert isinstance(outcome, Refused)
    assert outcome.why == "user"


async def test_one_number_is_sent_one_a_minute(name: str, there: Provider) -> None:
    first, second, other = [await send(account(name, there.url), phone) for phone in (PHONE, PHONE, "13700009999")]
    assert isinstance(second, Refused)
    assert (type(first), second.why, type(other)) == (Accepted, "quota", Accepted)
    assert second.passing


async def test_an_answer_that_was_lost_is_a_doubt(name: str, there: Provider) -> None:
    await there.behave(drop=1, unlimited=True)
    assert isinstance(await send(account(name, there.url)), Doubtful)
    assert len(await there.ledger()) == 1
    await there.behave(status=503)
    assert isinstance(await send(account(name, there.url)), Doubtful)


async def test_a_provider_that_is_not_there_took_nothing(name: str) -> None:
    with pytest.raises(Away):
        await send(account(name, "http://127.0.0.1:1"))
