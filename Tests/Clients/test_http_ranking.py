"""Ranking over HTTP, held against scores worked out anew from the CSV files and the formulas."""

import csv
import io
import json
from decimal import Decimal

import pytest
import requests
from _scores import Ranking, read, seconds

from conftest import ROOT, SAMPLE, Service

AFFINITIES = ROOT / "Data" / "affinities.csv"
PLACE = {"lat": 51.5074, "lon": -0.1327}
AT = "2026-06-12T17:40:00Z"
# A ranking that shares no number with the standard one.
OTHER = {
    "weights": {"distance": 3, "rating": 2, "popularity": 0, "featured": 1, "partnership": 2},
    "distance": {"shape": "gauss", "scale_m": 900, "offset_m": 120, "decay": 0.4},
    "rating": {"prior_mean": 3.1, "prior_reviews": 7.5},
    "partnership": {"premium": 0.9, "standard": 0.5, "trial": 0},
    "boost_cap": 0.11,
    "affinity": {"half_life_days": 31},
}
LINEAR = {"weights": {"popularity": 0.4}, "distance": {"shape": "linear", "scale_m": 4000}}
SETTINGS = {"standard": {}, "other": OTHER, "linear": LINEAR}


@pytest.fixture(scope="module")
def merchants():
    return read(SAMPLE)


@pytest.fixture(scope="module")
def liked():
    return read(AFFINITIES)


@pytest.fixture(scope="module", params=SETTINGS)
def ranked(request, tmp_path_factory):
    """A service under a ranking of its own, and what its file says."""
    settings = SETTINGS[request.param]
    file = tmp_path_factory.mktemp("ranking") / "ranking.json"
    file.write_text(json.dumps(settings))
    running = Service(
        "--catalog", str(SAMPLE), "--affinities", str(AFFINITIES), "--ranking", str(file)
    )
    assert running.url, "".join(running.said)
    yield running, settings
    assert running.stop() == 0


@pytest.fixture(scope="module")
def standard():
    running = Service("--catalog", str(SAMPLE), "--affinities", str(AFFINITIES))
    assert running.url, "".join(running.said)
    yield running
    assert running.stop() == 0


def ask(service, path="/v1/merchants/nearby", headers=None, **parameters):
    return requests.get(service.url + path, params=parameters, headers=headers, timeout=30)


def get(service, **parameters):
    answer = ask(service, **{**PLACE, "at": AT, **parameters})
    assert answer.status_code == 200, answer.text
    return json.loads(answer.text, parse_float=Decimal)


def pages(service, **parameters):
    """All merchants of a search, page by page."""
    answer = get(service, **parameters)
    merchants = answer["merchants"]
    while answer["next"]:
        page = requests.get(service.url + answer["next"], timeout=30)
        assert page.status_code == 200, page.text
        answer = json.loads(page.text, parse_float=Decimal)
        merchants += answer["merchants"]
    return merchants


@pytest.mark.parametrize("user", [None, "ana", "ben", "chloe", "dev"])
def test_the_whole_order_is_that_of_the_formulas(ranked, merchants, liked, user):
    service, settings = ranked
    ranking = Ranking(merchants, settings, liked, user, seconds(AT))
    expected = ranking.order(PLACE["lat"], PLACE["lon"], 4000)
    parameters = {"user": user} if user else {"sort": "score"}
    found = pages(service, radius=4000, limit=100, fields="merchant_id,score", **parameters)
    assert len(found) > 200
    assert [(round(item["score"] * 1_000_000), item["merchant_id"]) for item in found] == [
        (score, name) for score, name, _ in expected
    ]


@pytest.mark.parametrize(
    "weights",
    [
        {"distance": 1},
        {"rating": 0.67, "popularity": 0.33},
        {"affinity": 2, "category_affinity": 1, "partnership": 0.25},
        {"distance": 0.5, "rating": 0.2, "featured": 0.3},
    ],
)
@pytest.mark.parametrize("user", [None, "dev"])
def test_weights_of_a_request_replace_all_of_those_in_force(
    ranked, merchants, liked, weights, user
):
    service, settings = ranked
    whole = {**dict.fromkeys(("distance", "rating", "popularity", "featured"), 0), **weights}
    whole = {**dict.fromkeys(("partnership", "affinity", "category_affinity"), 0), **whole}
    ranking = Ranking(merchants, {**settings, "weights": whole}, liked, user, seconds(AT))
    expected = ranking.order(PLACE["lat"], PLACE["lon"], 2000)[:100]
    text = ",".join(f"{name}:{weight}" for name, weight in weights.items())
    parameters = {"user": user} if user else {}
    found = get(service, radius=2000, limit=100, weights=text, **parameters)["merchants"]
    assert [(round(item["score"] * 1_000_000), item["merchant_id"]) for item in found] == [
        (score, name) for score, name, _ in expected
    ]


@pytest.mark.parametrize("user", [None, "chloe"])
def test_parts_sum_to_the_score_and_ranks_are_those_of_two_orders(
    ranked, merchants, liked, user
):
    service, settings = ranked
    ranking = Ranking(merchants, settings, liked, user, seconds(AT))
    parts = {name: parts for _, name, parts in ranking.order(PLACE["lat"], PLACE["lon"], 4000)}
    organic = [name for _, name, _ in ranking.order(PLACE["lat"], PLACE["lon"], 4000, False)]
    parameters = {"user": user} if user else {"sort": "score"}
    found = pages(service, radius=4000, limit=90, explain="true", **parameters)[:180]
    sponsored = 0
    for rank, item in enumerate(found, 1):
        name = item["merchant_id"]
        shown = {part["name"]: part["contribution"] for part in item["score_parts"]}
        assert sum(shown.values()) == item["score"]
        assert {part: round(value * 1_000_000) for part, value in shown.items()} == parts[name]
        assert item["rank"] == rank
        assert item["organic_rank"] == organic.index(name) + 1
        assert item["sponsored"] == (shown["featured"] + shown["partnership"] > 0)
        assert all(0 <= part["normalised"] <= 1 for part in item["score_parts"])
        sponsored += item["sponsored"]
    assert 0 < sponsored < len(found)


def test_users_at_one_place_get_different_answers(standard):
    def best(**parameters):
        answer = get(standard, limit=5, **parameters)
        return [item["merchant_id"] for item in answer["merchants"]]

    lists = [best(user=user) for user in ("ana", "ben", "chloe", "dev")] + [best(sort="score")]
    assert len({tuple(names) for names in lists}) == len(lists)


def test_an_unknown_user_gets_the_answer_for_anybody(standard):
    parameters = {"radius": 600, "limit": 100, "sort": "score"}
    anybody = ask(standard, **PLACE, at=AT, **parameters)
    unknown = ask(standard, **PLACE, at=AT, user="nobody-of-this-name", **parameters)
    assert unknown.json()["next"] is None
    assert unknown.content == anybody.content
    assert "private" in unknown.headers["cache-control"]
    assert "private" not in anybody.headers["cache-control"]


def test_a_user_alone_asks_for_the_order_of_scores(standard):
    assert get(standard, user="ana") == get(standard, user="ana", sort="score")
    plain = get(standard)["merchants"]
    assert [item["distance_m"] for item in plain] == sorted(item["distance_m"] for item in plain)
    assert "score" not in plain[0]


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded"])
@pytest.mark.parametrize(
    "parameters",
    [{"user": "ana"}, {"weights": "distance:1"}, {"sort": "score", "explain": "true"}],
)
def test_what_a_proxy_forwards_is_no_local_request(standard, header, parameters):
    value = {"X-Forwarded-For": "203.0.113.7", "Forwarded": "for=203.0.113.7"}[header]
    answer = ask(standard, headers={header: value}, **PLACE, **parameters)
    assert answer.status_code == 403
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert header.lower() in answer.json()["detail"].lower()
    public = ask(standard, headers={header: value}, **PLACE, sort="score")
    assert public.status_code == 200


def test_a_cursor_with_a_user_is_for_local_requests_too(standard):
    following = get(standard, user="ana", limit=5)["next"]
    url = standard.url + following
    assert requests.get(url, timeout=30).status_code == 200
    forwarded = requests.get(url, headers={"X-Forwarded-For": "203.0.113.7"}, timeout=30)
    assert forwarded.status_code == 403


@pytest.mark.parametrize("limit", [1, 7, 40])
def test_pages_are_one_list_whatever_their_size(standard, limit):
    whole = get(standard, user="ben", radius=700, limit=100)["merchants"]
    assert len(whole) > 40
    found = pages(standard, user="ben", radius=700, limit=limit)
    assert found[: len(whole)] == whole


def test_tables_have_the_scores(standard):
    answer = ask(standard, **PLACE, at=AT, user="dev", explain="true", f="csv", limit=10)
    rows = list(csv.DictReader(io.StringIO(answer.text, newline="")))
    found = get(standard, user="dev", explain="true", limit=10)["merchants"]
    for row, item in zip(rows, found, strict=True):
        assert row["merchant_id"] == item["merchant_id"]
        assert Decimal(row["score"]) == item["score"]
        assert row["sponsored"] == str(item["sponsored"]).lower()
        assert (row["rank"], row["organic_rank"]) == (
            str(item["rank"]), str(item["organic_rank"]),
        )  # fmt: skip


@pytest.mark.parametrize(
    "parameters, name",
    [
        ({"user": ""}, "user"),
        ({"user": "u" * 256}, "user"),
        ({"explain": "true"}, "explain"),
        ({"weights": "distance:-1"}, "weights"),
        ({"weights": "distance:nan"}, "weights"),
        ({"weights": "distance:0"}, "weights"),
        ({"weights": "nearness:1"}, "weights"),
        ({"weights": "distance:1,distance:2"}, "weights"),
        ({"weights": "distance:1", "sort": "name"}, "weights"),
    ],
)
def test_mistakes_name_the_parameter(standard, parameters, name):
    answer = ask(standard, **PLACE, **parameters)
    assert answer.status_code == 400, answer.text
    assert [error["parameter"] for error in answer.json()["errors"]] == [name]


def test_why_not_agrees_with_the_list(standard, merchants):
    search = {**PLACE, "at": AT, "user": "ana", "radius": 900, "limit": 20}
    found = pages(standard, **{**search, "limit": 100})
    for rank in (1, 20, 21, len(found)):
        name = found[rank - 1]["merchant_id"]
        answer = ask(standard, f"/v1/merchants/{name}/why-not", **search).json()
        assert (answer["returned"], answer["rank"]) == (rank <= 20, rank)
    inside = {item["merchant_id"] for item in found}
    far = next(
        row["merchant_id"]
        for row in merchants
        if row["is_active"] == "true" and row["merchant_id"] not in inside
    )
    answer = ask(standard, f"/v1/merchants/{far}/why-not", **search).json()
    assert not answer["returned"]
    assert answer["reason"]["code"] == "too_far"
    assert "too far" in answer["reason"]["sentence"]
    missing = ask(standard, "/v1/merchants/no-such-merchant/why-not", **search)
    assert missing.status_code == 404


def test_the_ranking_in_force_is_public(ranked):
    service, settings = ranked
    answer = ask(service, "/v1/ranking", headers={"X-Forwarded-For": "203.0.113.7"})
    assert answer.status_code == 200
    said = answer.json()["model"]
    for name, value in settings.items():
        shown = said[name]
        if isinstance(value, dict):
            shown = {member: shown[member] for member in value}
        assert shown == value
    again = ask(service, "/v1/ranking", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304
