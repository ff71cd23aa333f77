"""The HTTP API, asked by requests, read by Python's csv and by geojson, measured by GeographicLib."""

import csv
import io
import json

import geojson
import pytest
import requests
from geographiclib.geodesic import Geodesic

from conftest import SAMPLE, Service

LONDON = {"lat": 51.5101, "lon": -0.1340}


@pytest.fixture(scope="session")
def rows():
    with SAMPLE.open(encoding="utf-8", newline="") as file:
        return {row["merchant_id"]: row for row in csv.DictReader(file)}


def nearby(service, **parameters):
    answer = requests.get(f"{service.url}/v1/merchants/nearby", params=parameters, timeout=10)
    assert answer.status_code == 200, answer.text
    return answer.json()


def geodesic(row, place):
    return Geodesic.WGS84.Inverse(
        place["lat"], place["lon"], float(row["latitude"]), float(row["longitude"])
    )["s12"]


@pytest.mark.parametrize(
    "place",
    [LONDON, {"lat": -16.99, "lon": 179.99}, {"lat": 89.9, "lon": 10}, {"lat": 0, "lon": 0}],
)
def test_twenty_nearest_are_those_of_a_scan_with_geographiclib(service, rows, place):
    active = [row for row in rows.values() if row["is_active"] == "true"]
    expected = sorted((geodesic(row, place), row["merchant_id"]) for row in active)[:20]
    found = nearby(service, limit=20, **place)["merchants"]
    assert [merchant["merchant_id"] for merchant in found] == [name for _, name in expected]
    for merchant, (meters, _) in zip(found, expected):
        assert abs(merchant["distance_m"] - meters) <= 0.051


def test_radius_is_inclusive_and_counted_exactly(service, rows):
    active = [row for row in rows.values() if row["is_active"] == "true"]
    inside = sum(geodesic(row, LONDON) <= 2000 for row in active)
    answer = nearby(service, radius=2000, count="true", **LONDON)
    assert answer["number_matched"] == inside
    assert answer["number_returned"] == min(20, inside)


def test_pages_give_every_merchant_once(service):
    whole = nearby(service, radius=3000, limit=100, count="true", **LONDON)
    url = f"/v1/merchants/nearby?lat={LONDON['lat']}&lon={LONDON['lon']}&radius=3000&limit=7"
    ids = []
    while url:
        answer = requests.get(service.url + url, timeout=10)
        page = answer.json()
        ids += [merchant["merchant_id"] for merchant in page["merchants"]]
        if page["next"]:
            assert answer.links["next"]["url"] == page["next"]
        url = page["next"]
    assert len(ids) == len(set(ids)) == whole["number_matched"]
    assert ids[:100] == [merchant["merchant_id"] for merchant in whole["merchants"]]


def test_formats_are_read_by_others(service):
    url = f"{service.url}/v1/merchants/nearby"
    table = requests.get(url, params={**LONDON, "limit": 50, "f": "csv"}, timeout=10)
    assert table.headers["content-type"].startswith("text/csv")
    lines = list(csv.DictReader(io.StringIO(table.text, newline="")))
    listed = nearby(service, limit=50, **LONDON)["merchants"]
    assert [line["merchant_id"] for line in lines] == [item["merchant_id"] for item in listed]
    assert [line["name"].lstrip("'") for line in lines] == [item["name"] for item in listed]

    features = requests.get(
        url, params=LONDON, headers={"Accept": "application/geo+json"}, timeout=10
    )
    assert features.headers["content-type"].startswith("application/geo+json")
    collection = geojson.loads(features.text)
    assert collection.is_valid
    assert collection["features"][0]["geometry"]["coordinates"][0] == pytest.approx(-0.134, abs=0.1)

    lines = requests.get(url, params={**LONDON, "f": "ndjson"}, timeout=10).text.splitlines()
    assert [json.loads(line)["merchant_id"] for line in lines] == [
        merchant["merchant_id"] for merchant in nearby(service, **LONDON)["merchants"]
    ]


def test_a_merchant_is_found_by_its_id(service, rows):
    name = next(iter(rows))
    answer = requests.get(f"{service.url}/v1/merchants/{name}", timeout=10)
    assert answer.json()["name"] == rows[name]["name"]
    missing = requests.get(f"{service.url}/v1/merchants/no-such-merchant", timeout=10)
    assert missing.status_code == 404
    assert missing.headers["content-type"].startswith("application/problem+json")


def test_mistakes_are_problems_that_name_the_parameter(service):
    answer = requests.get(
        f"{service.url}/v1/merchants/nearby",
        params={"lat": 151.5, "lon": 51.5, "limit": 0, "raduis": 5},
        timeout=10,
    )
    assert answer.status_code == 400
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert {error["parameter"] for error in answer.json()["errors"]} == {"lat", "limit", "raduis"}


def test_entity_tags_spare_the_body(service):
    url = f"{service.url}/v1/merchants/nearby"
    first = requests.get(url, params=LONDON, timeout=10)
    again = requests.get(
        url, params=LONDON, headers={"If-None-Match": first.headers["etag"]}, timeout=10
    )
    assert (again.status_code, again.content) == (304, b"")
    head = requests.head(url, params=LONDON, timeout=10)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["etag"] == first.headers["etag"]


def test_health_and_categories(service, rows):
    assert requests.get(f"{service.url}/healthz", timeout=10).json()["status"] == "ok"
    ready = requests.get(f"{service.url}/readyz", timeout=10).json()
    active = sum(row["is_active"] == "true" for row in rows.values())
    assert ready["merchants"] == active
    categories = requests.get(f"{service.url}/v1/categories", timeout=10).json()["categories"]
    assert len(categories) == 8
    assert sum(category["merchants"] for category in categories) == active


def test_sigterm_ends_it_with_status_0():
    running = Service("--catalog", str(SAMPLE))
    assert requests.get(f"{running.url}/healthz", timeout=10).ok
    assert running.stop() == 0


def test_a_csv_answer_can_be_read_back_as_a_catalogue(service, run, tmp_path):
    place = {"lat": 37.7749, "lon": -122.4194}
    table = requests.get(
        f"{service.url}/v1/merchants/nearby", params={**place, "limit": 100, "f": "csv"}, timeout=10
    )
    file = tmp_path / "again.csv"
    file.write_bytes(table.content)
    again = run(
        "nearby", place["lat"], place["lon"], "--catalog", file, "--limit", 100, "--format", "json"
    )
    assert again.returncode == 0, again.stderr
    before = nearby(service, limit=100, **place)["merchants"]
    after = json.loads(again.stdout)["merchants"]
    # A table has only whether a merchant is a partner, and hours only as they are at a moment.
    def kept(item):
        return dict(item, partner=bool(item["partner"]), hours=None)

    assert [kept(item) for item in after] == [kept(item) for item in before]
