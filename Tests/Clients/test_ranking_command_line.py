"""Ranking on the command line: what it prints, the status it exits with, and a reload."""

import csv
import io
import json
import random
import re
import signal

import pytest
import requests
from _scores import Ranking, read, seconds, tau

from conftest import ROOT, SAMPLE, Service

AFFINITIES = ROOT / "Data" / "affinities.csv"
LATITUDE, LONGITUDE = "51.5074", "-0.1327"
AT = "2026-06-12T17:40:00Z"
# Stars count for more, and no boost.
STARS = {"weights": {"rating": 0.5, "featured": 0, "partnership": 0}}


@pytest.fixture(scope="module")
def rows():
    """The merchants of the sample around the place."""
    return [
        row
        for row in read(SAMPLE)
        if row["merchant_id"].startswith("lon-")
        and abs(float(row["latitude"]) - float(LATITUDE)) < 0.012
        and abs(float(row["longitude"]) - float(LONGITUDE)) < 0.018
    ]


@pytest.fixture(scope="module")
def catalog(rows, tmp_path_factory):
    path = tmp_path_factory.mktemp("catalog") / "merchants.csv"
    write(path, rows)
    return path


@pytest.fixture(scope="module")
def liked(rows):
    names = {row["merchant_id"] for row in rows}
    return [row for row in read(AFFINITIES) if row["merchant_id"] in names]


@pytest.fixture(scope="module")
def affinities(liked, tmp_path_factory):
    path = tmp_path_factory.mktemp("affinities") / "affinities.csv"
    write(path, liked)
    return path


@pytest.fixture
def stars(tmp_path):
    path = tmp_path / "stars.json"
    path.write_text(json.dumps(STARS))
    return path


def write(path, rows):
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture
def nearby(run, catalog):
    def nearby(*arguments, **options):
        place = ["nearby", LATITUDE, LONGITUDE, "--catalog", catalog, "--at", AT]
        return run(*place, *arguments, **options)

    return nearby


def ids(ended, status=0):
    assert ended.returncode == status, ended.stderr
    return [item["merchant_id"] for item in json.loads(ended.stdout)["merchants"]]


# --- nearby


@pytest.mark.parametrize("user", ["ana", "dev", None])
@pytest.mark.parametrize("settings", [{}, STARS])
def test_nearby_gives_the_order_of_the_formulas(
    nearby, rows, liked, affinities, tmp_path, user, settings
):
    file = tmp_path / "ranking.json"
    file.write_text(json.dumps(settings))
    arguments = ["--user", user, "--affinities", affinities] if user else ["--sort", "score"]
    found = nearby(*arguments, "--ranking", file, "--limit", 100, "--radius", "900m")
    ranking = Ranking(rows, settings, liked, user, seconds(AT))
    expected = ranking.order(float(LATITUDE), float(LONGITUDE), 900)[:100]
    assert ids(found) == [name for _, name, _ in expected]
    assert [item["score"] for item in json.loads(found.stdout)["merchants"]] == [
        pytest.approx(score / 1e6, abs=1e-9) for score, _, _ in expected
    ]


def test_weights_alone_ask_for_the_order_of_scores(nearby):
    found = nearby("--weights", "rating:1,popularity:0.5", "--fields", "merchant_id,score")
    scores = [item["score"] for item in json.loads(found.stdout)["merchants"]]
    assert scores == sorted(scores, reverse=True)
    assert nearby("--weights", "rating:1", "--sort", "distance").returncode == 2


def test_a_table_has_scores_only_in_their_order(nearby, affinities):
    plain = nearby("--format", "table").stdout.splitlines()
    assert "SCORE" not in plain[0]
    lines = nearby("--sort", "score", "--format", "table").stdout.splitlines()
    assert lines[0].split()[:3] == ["NAME", "SCORE", "DISTANCE"]
    scores = [float(re.search(r" (0\.\d{6}) ", line)[1]) for line in lines[1:21]]
    assert scores == sorted(scores, reverse=True)
    found = json.loads(nearby("--sort", "score").stdout)["merchants"]
    assert ["sponsored" in line for line in lines[1:21]] == [item["sponsored"] for item in found]
    assert any(item["sponsored"] for item in found)


def test_an_explanation_adds_up_in_the_table_and_is_that_of_json(nearby, affinities):
    arguments = ["--user", "ben", "--affinities", affinities, "--explain", "--limit", 30]
    lines = nearby(*arguments, "--format", "table").stdout.splitlines()[1:-1]
    found = json.loads(nearby(*arguments).stdout)["merchants"]
    blocks = [lines[start : start + 9] for start in range(0, len(lines), 9)]
    for item, (title, *parts, ranks) in zip(found, blocks, strict=True):
        assert f" {item['score']:.6f} " in title
        adds = [re.search(r"× 0\.\d{3}  (0\.\d{6})  (█*·*)$", line) for line in parts]
        assert sum(round(float(part[1]) * 1e6) for part in adds) == round(item["score"] * 1e6)
        for part, add, line in zip(item["score_parts"], adds, parts, strict=True):
            assert line.split()[0] == part["name"]
            assert float(add[1]) == part["contribution"]
            # 24 cells are the greatest share, of distance.
            cells = round(part["contribution"] / 0.45 * 24)
            assert abs(add[2].count("█") - cells) <= 1
            assert abs(len(add[2]) - part["weight"] / 0.45 * 24) <= 0.5
        assert f"rank {item['rank']}," in ranks
        assert item["rank"] == item["organic_rank"] or f" {item['organic_rank']} without" in ranks
        assert ("sponsored" in ranks) == item["sponsored"]


@pytest.mark.parametrize("form", ["ndjson", "geojson", "csv"])
def test_other_formats_have_scores_too(nearby, form):
    found = json.loads(nearby("--sort", "score", "--explain", "--limit", 5).stdout)["merchants"]
    text = nearby("--sort", "score", "--explain", "--limit", 5, "--format", form).stdout
    if form == "csv":
        items = list(csv.DictReader(io.StringIO(text, newline="")))
    elif form == "ndjson":
        items = [json.loads(line) for line in text.splitlines()]
    else:
        items = [feature["properties"] for feature in json.loads(text)["features"]]
    assert [float(item["score"]) for item in items] == [item["score"] for item in found]
    assert [int(item["organic_rank"]) for item in items] == [
        item["organic_rank"] for item in found
    ]


def test_two_users_get_different_answers_and_a_stranger_that_for_anybody(nearby, affinities):
    def best(user):
        return nearby("--user", user, "--affinities", affinities, "--limit", 10)

    ana, dev, stranger = best("ana"), best("dev"), best("zoë")
    anybody = nearby("--sort", "score", "--limit", 10)
    assert ids(ana) != ids(dev) != ids(anybody)
    assert ids(stranger) == ids(anybody)
    assert "zoë" in stranger.stderr and "warning" in stranger.stderr
    assert ana.stderr == dev.stderr == ""


def test_a_user_without_affinities_is_told(nearby):
    ended = nearby("--user", "ana")
    assert ended.returncode == 0
    assert "--affinities" in ended.stderr


def test_settings_name_both_files(nearby, run, affinities, stars, tmp_path):
    flags = nearby("--user", "ana", "--affinities", affinities, "--ranking", stars)
    environment = {"VICINITY_AFFINITIES": str(affinities), "VICINITY_RANKING": str(stars)}
    assert nearby("--user", "ana", **environment).stdout == flags.stdout
    file = tmp_path / "settings.json"
    file.write_text(json.dumps({"affinities": str(affinities), "ranking": str(stars)}))
    assert nearby("--user", "ana", "--settings", file).stdout == flags.stdout
    shown = run("settings", **environment).stdout.splitlines()
    for name in ("affinities", "ranking"):
        line = next(line for line in shown if line.startswith(name))
        assert f"VICINITY_{name.upper()}" in line
    # A ranking that is not used is not read.
    assert nearby(VICINITY_RANKING="no-such-file.json").returncode == 0


# --- bad files


def test_bad_rows_of_affinities_are_named_and_the_rest_is_used(run, rows, liked, tmp_path):
    inactive = {**rows[0], "merchant_id": "closed-down", "is_active": "false"}
    catalog = tmp_path / "merchants.csv"
    write(catalog, rows + [inactive])
    ana = [row for row in liked if row["user_id"] == "ana"]
    lines = ["user_id,merchant_id,affinity_score,last_interaction"]
    lines += [",".join(row.values()) for row in ana]
    first = len(lines) + 1
    bad = tmp_path / "affinities.csv"
    lines += [
        "ana,lon-000368,1.5,",
        "ana,lon-000368,nan,",
        "ana,no-such-merchant,0.5,",
        ",".join(ana[0].values()),
        "ana,closed-down,0.5,",
        "ana,lon-000368,0.5,yesterday",
    ]
    bad.write_text("\n".join(lines) + "\n")
    good = tmp_path / "good.csv"
    good.write_text("\n".join(lines[: first - 1]) + "\n")
    search = ["nearby", LATITUDE, LONGITUDE, "--catalog", catalog, "--at", AT, "--user", "ana"]
    ended = run(*search, "--affinities", bad)
    assert ids(ended, 1) == ids(run(*search, "--affinities", good))
    said = ended.stderr.splitlines()
    for line in (first, first + 1, first + 2, first + 3, first + 5):
        assert any(f"affinities.csv:{line}: " in text for text in said), ended.stderr
    # A merchant that closed down is known all the same.
    assert f":{first + 4}:" not in ended.stderr
    assert len(said) == 5


@pytest.mark.parametrize(
    "content, status, words",
    [
        (None, 3, ["no-such.csv"]),
        ("", 3, ["empty", "user_id"]),
        ("who,what\n1,2\n", 3, ["user_id", "who, what"]),
        ("user_id,merchant_id,affinity_score\nana,lon-000368,2\n", 1, [":2:", "1 rows"]),
    ],
)
def test_affinities_that_cannot_be_used(nearby, tmp_path, content, status, words):
    file = tmp_path / "no-such.csv"
    if content is not None:
        file.write_text(content)
    ended = nearby("--user", "ana", "--affinities", file)
    assert ended.returncode == status, ended.stderr
    assert ended.stdout == ""
    for word in words:
        assert word in ended.stderr


BAD_RANKINGS = [
    (None, 3, ["ranking.json"]),
    ("", 2, ["JSON", "empty"]),
    ("[]", 2, ["$", "object", "[]"]),
    ('{"weights": {"rating": -1}}', 2, ["$.weights.rating", "0 or more", "-1"]),
    ('{"weights": {"rating": 1e999}}', 2, ["$.weights.rating", "1e999"]),
    ('{"weights": {"rating": NaN}}', 2, ["JSON"]),
    ('{"wieghts": {}}', 2, ["wieghts", "weights"]),
    ('{"distance": {"decay": 1}}', 2, ["$.distance.decay", "between 0 and 1"]),
]


@pytest.mark.parametrize("content, status, words", BAD_RANKINGS)
@pytest.mark.parametrize("command", ["nearby", "serve", "rank diff"])
def test_a_bad_ranking_is_refused_at_start(run, catalog, tmp_path, content, status, words, command):
    file = tmp_path / "ranking.json"
    if content is not None:
        file.write_text(content)
    arguments = {
        "nearby": ["nearby", LATITUDE, LONGITUDE, "--sort", "score", "--ranking", file],
        "serve": ["serve", "--listen", "127.0.0.1:0", "--ranking", file],
        "rank diff": ["rank", "diff", "--weights", file],
    }[command]
    ended = run(*arguments, "--catalog", catalog)
    assert ended.returncode == status, ended.stderr
    assert ended.stdout == ""
    for word in ["ranking.json", *words]:
        assert word in ended.stderr


# --- serve


@pytest.fixture
def reloading(catalog, affinities, tmp_path):
    """A service, and the file with its ranking."""
    file = tmp_path / "ranking.json"
    file.write_text("{}")
    running = Service(
        "--catalog", str(catalog), "--affinities", str(affinities), "--ranking", str(file)
    )
    assert running.url, "".join(running.said)
    yield running, file
    assert running.stop() == 0


def rating_weight(running):
    answer = requests.get(f"{running.url}/v1/ranking", timeout=30)
    return answer.json()["model"]["weights"]["rating"]


def reload(running):
    """Sends SIGHUP; what the log then says of the ranking."""
    running.process.send_signal(signal.SIGHUP)
    for line in running.process.stderr:
        if "the ranking" in line:
            return line
    raise AssertionError("the service ended")


def test_a_hangup_has_the_ranking_read_again(reloading):
    running, file = reloading
    assert "affinities of 4 users ready" in "".join(running.said)
    place = {"lat": LATITUDE, "lon": LONGITUDE, "at": AT, "user": "ana", "limit": 50}

    def list_of_ana():
        answer = requests.get(f"{running.url}/v1/merchants/nearby", params=place, timeout=30)
        return answer.json()["merchants"]

    before = list_of_ana()
    assert rating_weight(running) == 0.15
    file.write_text(json.dumps(STARS))
    assert "in force" in reload(running)
    assert rating_weight(running) == 0.5
    after = list_of_ana()
    assert [item["merchant_id"] for item in after] != [item["merchant_id"] for item in before]
    for content, _, words in BAD_RANKINGS:
        if content is None:
            file.unlink()
        else:
            file.write_text(content)
        line = reload(running)
        assert " error " in line and "stays in force" in line
        for word in words:
            assert word in line
        assert rating_weight(running) == 0.5
    assert list_of_ana() == after
    file.write_text("{}")
    assert "in force" in reload(running)
    assert list_of_ana() == before


def test_a_refusal_names_path_value_and_expectation(reloading):
    running, file = reloading
    file.write_text('{"weights": {"distance": -0.5}}')
    line = reload(running)
    for word in ["path=$.weights.distance", "value=-0.5", "expected=a number of 0 or more"]:
        assert word in line
    assert str(file) in line


# --- why-not


def test_why_not_answers_by_sentence_and_status(run, nearby, catalog, affinities):
    arguments = ["--user", "ana", "--affinities", affinities, "--limit", 5, "--radius", "500m"]
    found = ids(nearby(*arguments))
    place = [LATITUDE, LONGITUDE, "--catalog", catalog, "--at", AT, *arguments]
    ended = run("why-not", found[2], *place)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.endswith(f"({found[2]}): returned, rank 3\n")
    following = ids(nearby(*arguments, "--limit", 9))[8]
    ended = run("why-not", following, *place)
    assert ended.returncode == 1
    assert "rank 9, limit 5" in ended.stdout
    ended = run("why-not", found[0], *place[:-1], "1m")
    assert ended.returncode == 1
    assert "too far" in ended.stdout
    ended = run("why-not", "lon-00036", *place)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert "lon-00036" in ended.stderr
    assert run("why-not", found[0], "--catalog", catalog).returncode == 2


# --- rank diff


@pytest.fixture
def diff(run, catalog, affinities):
    def diff(*arguments, **options):
        return run(
            "rank", "diff", "--catalog", catalog, "--affinities", affinities, "--at", AT,
            *arguments, **options,
        )  # fmt: skip

    return diff


def test_a_ranking_does_not_differ_from_itself(diff, stars):
    report = json.loads(diff("--weights", stars, "--against", stars).stdout)
    totals = report["totals"]
    assert report["old"] == report["new"]
    assert len(report["queries"]) == totals["queries"] == 100
    assert (totals["changed"], totals["changed_share"], totals["mean_tau"]) == (0, 0, 1)
    assert totals["most_moved"] == []
    # The ranking in force is what a new one is compared with.
    again = json.loads(diff("--weights", stars, VICINITY_RANKING=str(stars)).stdout)
    assert again == report
    assert json.loads(diff("--weights", stars).stdout)["totals"]["changed"] > 50


def test_seeded_queries_are_near_merchants_and_for_all_users(diff, stars):
    first = diff("--weights", stars, "--seed", 7, "--count", 40)
    assert diff("--weights", stars, "--seed", 7, "--count", 40).stdout == first.stdout
    queries = json.loads(first.stdout)["queries"]
    other = json.loads(diff("--weights", stars, "--seed", 8, "--count", 40).stdout)["queries"]
    assert len(queries) == 40 and queries != other
    assert {query["user"] for query in queries} == {"ana", "ben", "chloe", "dev"}
    for query in queries:
        assert abs(query["latitude"] - float(LATITUDE)) < 0.012 + 0.005
        assert abs(query["longitude"] - float(LONGITUDE)) < 0.018 + 0.008


def test_changes_are_those_between_two_lists_of_nearby(run, diff, rows, liked, stars, tmp_path):
    draw = random.Random(5)
    queries = [
        (
            round(float(LATITUDE) + draw.uniform(-0.01, 0.01), 6),
            round(float(LONGITUDE) + draw.uniform(-0.01, 0.01), 6),
            draw.choice(["ana", "ben", "chloe", "dev", "", "nobody"]),
        )
        for _ in range(40)
    ]
    file = tmp_path / "queries.csv"
    file.write_text(
        "Latitude,longitude,user\n" + "".join("{},{},{}\n".format(*query) for query in queries)
    )
    ended = diff("--weights", stars, "--queries", file, "--limit", 15, "--radius", "700m")
    assert ended.returncode == 0, ended.stderr
    report = json.loads(ended.stdout)
    assert (report["limit"], report["radius_m"]) == (15, 700)
    moved = {}
    taus = []
    for (latitude, longitude, user), shown in zip(queries, report["queries"], strict=True):
        assert (shown["latitude"], shown["longitude"]) == (latitude, longitude)
        assert shown["user"] == (user or None)
        old, new = (
            [
                name
                for _, name, _ in Ranking(rows, settings, liked, user, seconds(AT)).order(
                    latitude, longitude, 700
                )[:15]
            ]
            for settings in ({}, STARS)
        )
        assert shown["tau"] == (None if tau(old, new) is None else pytest.approx(tau(old, new)))
        assert shown["common"] == len(set(old) & set(new))
        places = {name: (old.index(name) + 1, new.index(name) + 1) for name in new if name in old}
        assert shown["moved"] == [
            {"merchant_id": name, "from": before, "to": after}
            for name, (before, after) in places.items()
            if before != after
        ]
        assert shown["entered"] == [
            {"merchant_id": name, "to": place}
            for place, name in enumerate(new, 1)
            if name not in old
        ]
        assert shown["left"] == [
            {"merchant_id": name, "from": place}
            for place, name in enumerate(old, 1)
            if name not in new
        ]
        taus += [] if shown["tau"] is None else [shown["tau"]]
        for name in set(old) | set(new):
            before = old.index(name) + 1 if name in old else 16
            after = new.index(name) + 1 if name in new else 16
            if before != after:
                moved.setdefault(name, []).append(before - after)
    totals = report["totals"]
    assert totals["mean_tau"] == pytest.approx(sum(taus) / len(taus))
    changed = [item for item in report["queries"] if item["moved"] or item["entered"]]
    assert totals["changed"] == len(changed)
    assert totals["changed_share"] == len(changed) / 40
    for name in ("moved", "entered", "left"):
        assert totals[name] == sum(len(item[name]) for item in report["queries"])
    expected = sorted(moved, key=lambda name: (-sum(map(abs, moved[name])), name))[:10]
    assert [item["merchant_id"] for item in totals["most_moved"]] == expected
    for item in totals["most_moved"]:
        ups = moved[item["merchant_id"]]
        assert (item["queries"], item["places"], item["up"]) == (
            len(ups), sum(map(abs, ups)), sum(ups),
        )  # fmt: skip


def test_a_comparison_is_a_table_for_people(diff, stars):
    ended = diff("--weights", stars, "--count", 30, "--format", "table")
    report = json.loads(diff("--weights", stars, "--count", 30).stdout)
    assert ended.returncode == 0
    lines = ended.stdout.splitlines()
    assert lines[0].startswith("the best 20 of 30 queries: ")
    assert "LATITUDE  LONGITUDE  USER" in lines[2]
    totals = report["totals"]
    assert f"{totals['changed']} of 30 queries changed, mean tau {totals['mean_tau']:.3f}" in lines
    assert totals["most_moved"][0]["merchant_id"] in ended.stdout


@pytest.mark.parametrize(
    "content, status, words",
    [
        ("lat,lon\n51.5,-0.13\n95,0\n51.5,x\n", 1, [":3: latitude", "95", ":4: longitude"]),
        ("lat,lon\n95,0\n", 1, ["all 1 rows"]),
        ("lat,lon\n", 3, ["no query"]),
        ("", 3, ["empty"]),
        ("x,y\n1,2\n", 3, ["latitude", "x, y"]),
    ],
)
def test_queries_that_cannot_be_used(diff, stars, tmp_path, content, status, words):
    file = tmp_path / "queries.csv"
    file.write_text(content)
    ended = diff("--weights", stars, "--queries", file)
    assert ended.returncode == status, ended.stderr
    for word in words:
        assert word in ended.stderr


@pytest.mark.parametrize(
    "arguments, word",
    [
        ([], "--weights"),
        (["--weights", "x", "--limit", "0"], "limit"),
        (["--weights", "x", "--limit", "101"], "limit"),
        (["--weights", "x", "--count", "0"], "count"),
        (["--weights", "x", "--queries", "q.csv", "--seed", "1"], "--queries"),
        (["--weights", "x", "--radius", "far"], "radius"),
        (["--weights", "x", "--at", "noon"], "--at"),
    ],
)
def test_wrong_usage_of_a_comparison(run, catalog, arguments, word):
    ended = run("rank", "diff", "--catalog", catalog, *arguments)
    assert ended.returncode == 2, ended.stderr
    assert word in ended.stderr
