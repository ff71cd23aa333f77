"""Geofences and areas over HTTP, asked by requests, held against GeographicLib and a ray cast."""

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


def test_every_geofence_is_listed_by_pages(fenced, features):
    path, ids = "/v1/geofences?limit=7", []
    while path:
        page = get(fenced, path)
        ids += [item["zone_id"] for item in page["geofences"]]
        path = page["next"]
    assert sorted(ids) == sorted(features)


def test_merchants_within_a_geofence_are_those_of_a_scan(fenced, features):
    for name in list(features)[::10]:
        answer = requests.get(
            fenced.url + "/v1/merchants/nearby",
            params={"within": name, "limit": 100, "count": "true"},
            timeout=30,
        )
        if answer.status_code == 400:
            assert "not active" in answer.text
            continue
        found = answer.json()
        for merchant in found["merchants"]:
            assert holds(features[name], merchant["latitude"], merchant["longitude"])
        assert found["number_matched"] >= len(found["merchants"])


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
