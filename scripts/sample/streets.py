"""Where shops stand: streets, malls and scattered places around the centre of a city."""

import math

METERS_PER_DEGREE = 111_195.0


def move(latitude, longitude, east, north):
    """The place `east` and `north` metres away (flat, which is enough for a city)."""
    scale = METERS_PER_DEGREE * max(0.0001, math.cos(math.radians(latitude)))
    moved = longitude + east / scale
    if moved > 180:
        moved -= 360
    elif moved < -180:
        moved += 360
    return latitude + north / METERS_PER_DEGREE, moved


def offset(latitude, longitude, east, north, bearing, along, aside):
    """`move`, then `along` metres in direction `bearing` (degrees) and `aside` to its right."""
    sine, cosine = math.sin(math.radians(bearing)), math.cos(math.radians(bearing))
    return move(
        latitude,
        longitude,
        east + along * sine + aside * cosine,
        north + along * cosine - aside * sine,
    )


def gap(random):
    """The metres from one shop to the next on the same side of a street."""
    return 8 + 17 * random.random() ** 1.6


def inside(polygon, longitude, latitude):
    """Whether a point lies in a ring of (longitude, latitude) corners, by counting crossings."""
    result = False
    for i, (x1, y1) in enumerate(polygon):
        x2, y2 = polygon[i - 1]
        if (y1 > latitude) != (y2 > latitude):
            if longitude < (x2 - x1) * (latitude - y1) / (y2 - y1) + x1:
                result = not result
    return result


def distance_to_line(line, longitude, latitude):
    """Metres from a point to a line of (longitude, latitude) corners, flat."""
    scale = math.cos(math.radians(latitude)) * METERS_PER_DEGREE
    best = math.inf
    for (x1, y1), (x2, y2) in zip(line, line[1:]):
        ax, ay = (x1 - longitude) * scale, (y1 - latitude) * METERS_PER_DEGREE
        bx, by = (x2 - longitude) * scale, (y2 - latitude) * METERS_PER_DEGREE
        dx, dy = bx - ax, by - ay
        length = dx * dx + dy * dy
        t = 0 if length == 0 else max(0.0, min(1.0, -(ax * dx + ay * dy) / length))
        best = min(best, math.hypot(ax + t * dx, ay + t * dy))
    return best


class Layout:
    """The streets of one city, which hands out places for shops.

    `land` is a list of coarse rings that hold the places (none: everywhere is land), `rivers` a
    list of (half width in metres, line); both have (longitude, latitude) corners.
    """

    def __init__(self, random, latitude, longitude, radius, land=(), rivers=(), grid=None):
        self.random = random
        self.center = (latitude, longitude)
        self.radius = radius
        self.land = land
        self.rivers = rivers
        self.grid = random.uniform(-40, 40) if grid is None else grid
        # People go to more than one centre: the first is downtown, the others are districts.
        self.hubs = [(0.0, 0.0, 1.0)]
        for _ in range(6):
            angle, away = random.uniform(0, 2 * math.pi), radius * random.uniform(0.35, 0.8)
            self.hubs.append((away * math.cos(angle), away * math.sin(angle), 0.55))

    def is_dry(self, latitude, longitude):
        if self.land and not any(inside(ring, longitude, latitude) for ring in self.land):
            return False
        return all(
            distance_to_line(line, longitude, latitude) > half for half, line in self.rivers
        )

    def somewhere(self, spread):
        """East and north in metres of a random point near a hub, densest in the middle."""
        random = self.random
        east, north, share = random.choices(self.hubs, [9, 1, 1, 1, 1, 1, 1])[0]
        away = min(random.expovariate(1 / (self.radius * spread * share)), self.radius)
        angle = random.uniform(0, 2 * math.pi)
        return east + away * math.cos(angle), north + away * math.sin(angle)

    def street(self, shops):
        """Places (latitude, longitude, house number) for `shops` shops or more on a new street."""
        random = self.random
        # On a narrow shore the street is tried shorter and shorter.
        for attempt in range(400):
            east, north = self.somewhere(0.26)
            if random.random() < 0.8:
                bearing = self.grid + random.choice((0, 90)) + random.gauss(0, 3)
            else:
                bearing = random.uniform(0, 180)
            length = shops * 10 * random.uniform(1, 1.6)
            length /= 1 + 0.15 * (attempt // 40)
            ends = [
                offset(*self.center, east, north, bearing, length * t, 0)
                for t in (-0.5, -0.25, 0, 0.25, 0.5)
            ]
            if all(self.is_dry(*end) for end in ends):
                break
        places = []
        first = random.choice((1, 1, 1, 21, 51, 101))
        for side in (0, 1):
            along, number = -length / 2 + random.uniform(0, 12), first + side
            while along < length / 2:
                # One plot in eight is a house without a shop: its number is left out.
                if random.random() < 0.875:
                    aside = (1 if side else -1) * random.uniform(8, 12)
                    wobble = random.uniform(-1, 1)
                    place = offset(*self.center, east, north, bearing, along + wobble, aside)
                    places.append((*place, number))
                along += gap(random)
                number += 2
        return places

    def mall(self, units):
        """Places of `units` shops on the two floors of a building 90 m by 160 m."""
        random = self.random
        while True:
            east, north = self.somewhere(0.5)
            if self.is_dry(*offset(*self.center, east, north, 0, 0, 0)):
                break
        bearing = self.grid + random.choice((0, 90))
        return [
            (
                *offset(
                    *self.center,
                    east,
                    north,
                    bearing,
                    random.uniform(-80, 80),
                    random.choice((-38, -14, 14, 38)) + random.uniform(-4, 4),
                ),
                unit,
            )
            for unit in range(1, units + 1)
        ]

    def corner(self):
        """A place of a shop that stands alone in the suburbs."""
        random = self.random
        while True:
            away = self.radius * math.sqrt(random.uniform(0.02, 1)) * 1.1
            angle = random.uniform(0, 2 * math.pi)
            place = move(*self.center, away * math.cos(angle), away * math.sin(angle))
            if self.is_dry(*place):
                return (*place, random.randrange(1, 240))
