from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convener.domain import roster
from convener.domain.refusal import Refusal
from convener.domain.roster import Attendee, Directory, DirectoryEntry, checked, merged

PEOPLE = st.lists(
    st.builds(
        Attendee,
        name=st.sampled_from(["Ann", "Bob", "ÉVA"]),
        phone=st.one_of(st.none(), st.sampled_from(["+861", "+862", "+863"])),
        account_id=st.sampled_from(["a", "b"]),
        type=st.sampled_from(["normal", "terminal", "board", "made up"]),
    ),
    max_size=12,
)


@given(PEOPLE)
def test_merging_keeps_one_entry_for_each_key(people: list[Attendee]) -> None:
    once = merged(people)
    assert len({one.key for one in once}) == len(once)
    assert {one.key for one in once} == {one.key for one in people}
    assert merged(once) == once
    assert all(one in people for one in once)


@settings(derandomize=True)
@given(PEOPLE, st.integers(1, 5), st.booleans())
def test_pages_put_together_are_the_list(people: list[Attendee], limit: int, apart: bool) -> None:
    pages = [roster.page(people, offset=n, limit=limit, apart=apart) for n in range(0, 12, limit)]
    seen = [one for page in pages for one in page.entries]
    assert len(seen) == len(people)
    assert all(page.total == len(people) for page in pages)
    assert sorted(seen, key=repr) == sorted(people, key=repr)
    if not apart:
        assert seen == people


@pytest.mark.parametrize(
    ("attendee", "fine"),
    [
        (Attendee(phone="+99111244216210249"), True),
        (Attendee(phone="sip:room5@example.org"), True),
        (Attendee(phone="18700000000"), True),
        (Attendee(phone="187 0000"), False),
        (Attendee(phone="+8657*******"), True),
        (Attendee(account_id="bob"), True),
        (Attendee(user_id="u"), True),
        (Attendee(email="bob@example.org"), True),
        (Attendee(email="bob@"), False),
        (Attendee(email="******"), True),
        (Attendee(sms="+86 138-0000"), True),
        (Attendee(sms="mobile"), False),
        (Attendee(name="Nobody"), False),
    ],
)
def test_who_could_be_reached(attendee: Attendee, fine: bool) -> None:
    if fine:
        assert checked(attendee) is attendee
    else:
        with pytest.raises(Refusal):
            checked(attendee)


BOB = DirectoryEntry(
    user_id="u1",
    account="bob",
    third_account="third-bob",
    name="Bob Lee",
    sip_number="+99111",
    email=None,
    dept_name="Acme",
)


@pytest.mark.parametrize(
    "given_",
    [
        Attendee(user_id="u1"),
        Attendee(account_id="bob"),
        Attendee(account_id="third-bob"),
        Attendee(phone="+99111"),
    ],
)
def test_the_directory_knows_people_by_any_of_their_names(given_: Attendee) -> None:
    found = Directory([BOB]).completed(given_)
    assert (found.user_id, found.name, found.phone, found.third_account) == (
        "u1",
        "Bob Lee",
        "+99111",
        "third-bob",
    )


def test_what_the_caller_said_wins_over_the_directory() -> None:
    found = Directory([BOB]).completed(
        Attendee(account_id="bob", name="Robert", phone="+1", dept_name="Sales")
    )
    assert (found.name, found.phone, found.dept_name) == ("Robert", "+1", "Sales")


def test_strangers_are_kept_as_given() -> None:
    assert Directory([BOB]).completed(Attendee(phone="+7", name="X")) == Attendee(phone="+7", name="X")
    assert Directory([BOB]).completed(Attendee(phone="+7")).name == "+7"


class TestCallingAgain:
    BOB = Attendee(
        name="Bob Lee",
        phone="+861",
        user_id="bob",
        account_id="bob@acme",
        host=True,
        type="board",
        email="bob@example.org",
        mute=True,
        auto_invite=True,
        address="Room 4",
    )

    @pytest.mark.parametrize(
        "said",
        [{"phone": "+861"}, {"user_id": "bob"}, {"account_id": "bob@acme"}, {"phone": "+861", "name": ""}],
    )
    def test_what_is_not_said_stays(self, said: dict[str, Any]) -> None:
        assert roster.called_again([Attendee(**said)], [self.BOB]) == [self.BOB]

    def test_what_is_said_counts(self) -> None:
        said = Attendee(phone="+861", name="Robert", email="robert@example.org", type="terminal")
        [again] = roster.called_again([said], [self.BOB])
        assert (again.name, again.email, again.type) == ("Robert", "robert@example.org", "terminal")
        assert (again.host, again.auto_invite, again.address) == (True, True, "Room 4")

    def test_somebody_else_is_somebody_else(self) -> None:
        other = Attendee(phone="+862", name="Eve")
        assert roster.called_again([other], [self.BOB]) == [other]
        assert roster.called_again([Attendee(phone="+862")], [Attendee(name="Nobody")]) == [
            Attendee(phone="+862")
        ]
