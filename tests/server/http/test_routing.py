from __future__ import annotations

import pytest

from convener.server.http.routing import Routes


@pytest.fixture
def routes() -> Routes[str]:
    routes: Routes[str] = Routes()
    for method, path in (
        ("GET", "/corp/app"),
        ("POST", "/corp/member"),
        ("POST", "/corp/member/delete"),
        ("PUT", "/corp/member/{account}"),
        ("GET", "/corp/member/{account}"),
        ("PUT", "/corp/member/status/{value}"),
        ("GET", "/sp/{corp_id}/resource/{id}"),
    ):
        routes.add(method, path, f"{method} {path}")
    return routes


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/corp/app", ({"GET"}, {})),
        ("/corp/member/delete", ({"POST"}, {})),
        ("/corp/member/ann", ({"PUT", "GET"}, {"account": "ann"})),
        ("/corp/member/a%2Fb%40c%20d", ({"PUT", "GET"}, {"account": "a/b@c d"})),
        ("/corp/member/status/1", ({"PUT"}, {"value": "1"})),
        ("/sp/7/resource/9", ({"GET"}, {"corp_id": "7", "id": "9"})),
        ("/corp/member/", None),
        ("/corp/member/ann/more", None),
        ("/sp/7/resource", None),
        ("/CORP/app", None),
        ("/", None),
    ],
)
def test_paths_find_their_targets(
    routes: Routes[str], path: str, found: tuple[set[str], dict[str, str]] | None
) -> None:
    answer = routes.find(path)
    assert (answer and (set(answer[0]), answer[1])) == found


def test_a_path_has_one_target_for_each_method(routes: Routes[str]) -> None:
    with pytest.raises(TypeError, match="two targets"):
        routes.add("GET", "/corp/app", "again")
    with pytest.raises(TypeError, match="two targets"):
        routes.add("GET", "/corp/member/{other}", "again")
