"""Geofences and areas over HTTP, asked by requests, held against GeographicLib and a ray cast."""

import csv
import json

import pytest
import requests
from geographiclib.geodesic import Geodesic

from conftest import ROOT, SAMPLE, Service

FENCES = ROOT / "Data" / "geofences.geojson"


@pytest.fixture(scope="module")
def fenced():
    running = Service("--catalog", str(SAMPLE), "--fences", str(FENCES))
    assert running.url, "".join(running.said)
    yield running
    assert running.stop() == 0


@pytest.fixture(scope="module")
def features():
    return {item["id"]: item for item in json.loads(FENCES.read_text("utf-8"))["features"]}


@pytest.fixture(scope="module")
def merchants():
    with open(SAMPLE, encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["is_active"] == "true"]


def get(service, path, **parameters):
    answer = requests.get(service.url + path, params=parameters, timeout=30)
    assert answer.status_code == 200, answer.text
    return answer.json()


def holds(feature, latitude, longitude):
    """Whether a feature holds a place, by even-odd for polygons and by the geodesic for circles."""
    geometry = feature["geometry"]
    if geometry["type"] == "Point":
        east, north = geometry["coordinates"]
        meters = Geodesic.WGS84.Inverse(north, east, latitude, longitude)["s12"]
        return meters <= feature["properties"]["radius_m"]
    # The two ends of the longitudes are one meridian.
    if longitude == 180 and holds(feature, latitude, -180.0):
        return True
    polygons = geometry["coordinates"]
    if geometry["type"] == "Polygon":
        polygons = [polygons]
    for polygon in polygons:
        is_inside = False
        for ring in polygon:
            for (x1, y1), (x2, y2) in zip(ring, ring[1:]):
                if (y1 > latitude) != (y2 > latitude):
                    if longitude < x1 + (latitude - y1) * (x2 - x1) / (y2 - y1):
                        is_inside = not is_inside
        if is_inside:
            return True
    return False


def latitudes(feature):
    """Latitudes beyond which a feature holds nothing; a degree has more than 110 km everywhere."""
    geometry = feature["geometry"]
    if geometry["type"] == "Point":
        north, reach = geometry["coordinates"][1], feature["properties"]["radius_m"] / 110_000
        return north - reach, north + reach
    polygons = geometry["coordinates"]
    if geometry["type"] == "Polygon":
        polygons = [polygons]
    norths = [north for polygon in polygons for ring in polygon for _, north in ring]
    return min(norths), max(norths)


def test_every_geofence_is_listed_by_pages(fenced, features):
    path, ids = "/v1/geofences?limit=7", []
    while path:
        page = get(fenced, path)
        ids += [item["zone_id"] for item in page["geofences"]]
        path = page["next"]
    assert sorted(ids) == sorted(features)


def pages(service, **parameters):
    """The ids of all merchants that a search finds, and how many it says there are."""
    page = get(service, "/v1/merchants/nearby", limit=100, count="true", **parameters)
    matched, ids = page["number_matched"], []
    while True:
        ids += [merchant["merchant_id"] for merchant in page["merchants"]]
        if not page["next"]:
            return ids, matched
        page = get(service, page["next"])


def test_merchants_within_a_geofence_are_those_of_a_scan(fenced, features, merchants):
    seen = 0
    for name, feature in features.items():
        if feature["properties"].get("is_active") is False:
            answer = requests.get(
                fenced.url + "/v1/merchants/nearby", params={"within": name}, timeout=30
            )
            assert answer.status_code == 400 and "not active" in answer.text
            continue
        south, north = latitudes(feature)
        expected = {
            row["merchant_id"]
            for row in merchants
            if south <= float(row["latitude"]) <= north
            and holds(feature, float(row["latitude"]), float(row["longitude"]))
        }
        ids, matched = pages(fenced, within=name)
        assert set(ids) == expected and len(ids) == matched == len(expected), name
        seen += len(ids)
    assert seen > 500


def test_points_are_checked_as_a_scan_does(fenced, features):
    inactive = {
        name for name, item in features.items() if item["properties"].get("is_active") is False
    }
    points = []
    for name, feature in features.items():
        position = feature["geometry"]["coordinates"]
        while isinstance(position[0], list):
            position = position[0]
        longitude, latitude = position
        points.append({"id": name, "latitude": latitude + 1e-4, "longitude": longitude + 1e-4})
    answer = requests.post(
        fenced.url + "/v1/geofences/check", json={"points": points}, timeout=30
    )
    assert answer.status_code == 200, answer.text
    for given, point in zip(points, answer.json()["points"]):
        assert point["id"] == given["id"]
        expected = sorted(
            name
            for name, feature in features.items()
            if name not in inactive and holds(feature, given["latitude"], given["longitude"])
        )
        assert sorted(point["geofences"]) == expected
        one = get(
            fenced, "/v1/geofences/containing", lat=given["latitude"], lon=given["longitude"]
        )
        assert [item["zone_id"] for item in one["geofences"]] == point["geofences"]


def test_a_search_posted_is_the_search_asked(fenced):
    route = "LINESTRING(-0.15 51.50, -0.12 51.51, -0.10 51.52)"
    asked = get(fenced, "/v1/merchants/nearby", near_route=route, radius=300, limit=50)
    posted = requests.post(
        fenced.url + "/v1/merchants/search",
        json={
            "near_route": {
                "type": "LineString",
                "coordinates": [[-0.15, 51.50], [-0.12, 51.51], [-0.10, 51.52]],
            },
            "radius": 300,
            "limit": 50,
        },
        timeout=30,
    )
    assert posted.status_code == 200, posted.text
    assert posted.json() == asked
    assert asked["merchants"]


def test_long_bodies_and_other_types_are_refused(fenced):
    url = fenced.url + "/v1/merchants/search"
    headers = {"Content-Type": "application/json"}
    long = requests.post(url, data=b" " * (1 << 20) + b"{}", headers=headers, timeout=30)
    assert long.status_code == 413
    assert requests.post(url, data="{}", timeout=30).status_code == 415
    crossed = {
        "within": {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}
    }
    answer = requests.post(url, json=crossed, timeout=30)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/within"


def test_the_command_line_searches_areas_too(fenced, run):
    route = "LINESTRING(-0.15 51.50, -0.12 51.51)"
    answer = run(
        "nearby", "--near-route", route, "--radius", "300m", "--catalog", SAMPLE, "--format", "json"
    )
    assert answer.returncode == 0, answer.stderr
    asked = get(fenced, "/v1/merchants/nearby", near_route=route, radius=300)
    assert json.loads(answer.stdout)["merchants"] == asked["merchants"]


@pytest.mark.parametrize(
    "latitude, longitude, words",
    [(151.2, -33.8, "swapped"), (6_711_542, -14_226, "(EPSG:3857), so convert them to degrees")],
    ids=["swapped", "metres"],
)
def test_other_coordinates_are_refused_with_a_hint(fenced, latitude, longitude, words):
    def asked(path, **parameters):
        return requests.get(fenced.url + path, params=parameters, timeout=30)

    def posted(path, body):
        return requests.post(fenced.url + path, json=body, timeout=30)

    place = {"lat": latitude, "lon": longitude}
    ring = [[longitude, latitude], [longitude + 1, latitude], [longitude, latitude + 1]]
    area = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
    line = {"type": "LineString", "coordinates": ring}
    # A route in a URL is well-known text, of which each number is judged by itself.
    text = asked("/v1/merchants/nearby", near_route=f"POINT ({longitude} {latitude})")
    assert ("metres" if latitude > 360 else "swapped") in text.text, text.text
    for answer in [
        asked("/v1/merchants/nearby", **place),
        asked("/v1/geofences/containing", **place),
        asked("/v1/geofences/nearest", **place),
        posted("/v1/geofences/check", {"points": [place]}),
        posted("/v1/merchants/search", place),
        posted("/v1/merchants/search", {"near_route": line}),
        posted("/v1/merchants/search", {"within": area}),
    ]:
        assert answer.status_code in (400, 422), answer.text
        assert words in answer.text, (answer.url, answer.text)


def test_readiness_counts_the_geofences(fenced, features):
    ready = get(fenced, "/readyz")
    inactive = sum(item["properties"].get("is_active") is False for item in features.values())
    assert (ready["geofences"], ready["inactive_geofences"]) == (len(features) - inactive, inactive)


def test_geofences_to_serve_can_be_a_setting(monkeypatch, features):
    monkeypatch.setenv("VICINITY_FENCES", str(FENCES))
    running = Service("--catalog", str(SAMPLE))
    assert running.url, "".join(running.said)
    try:
        ready = get(running, "/readyz")
        assert ready["geofences"] + ready["inactive_geofences"] == len(features)
    finally:
        assert running.stop() == 0
