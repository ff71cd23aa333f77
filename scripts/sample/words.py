"""Words for invented names, one flavour a language or country.

In patterns `{k}` is the word for the kind of shop, `{s}` and `{t}` surnames or given names, `{n}` a
noun phrase that may follow `{k}`, `{b}` a base for streets. Nobody's brand is meant.
"""

# kind: (category, style of its hours, how the description calls it)
KINDS = {
    "restaurant": ("Restaurants & Cafes", "meals", "restaurant"),
    "cafe": ("Restaurants & Cafes", "day", "café"),
    "bakery": ("Restaurants & Cafes", "early", "bakery with a few tables"),
    "takeaway": ("Restaurants & Cafes", "late", "takeaway"),
    "clothes": ("Retail & Shopping", "shop", "clothes shop"),
    "books": ("Retail & Shopping", "shop", "bookshop"),
    "shoes": ("Retail & Shopping", "shop", "shoe shop"),
    "hardware": ("Retail & Shopping", "shop", "hardware shop"),
    "gifts": ("Retail & Shopping", "shop", "gift shop"),
    "electronics": ("Retail & Shopping", "shop", "electronics shop"),
    "grocer": ("Grocery & Food", "grocery", "grocer"),
    "supermarket": ("Grocery & Food", "grocery", "supermarket"),
    "butcher": ("Grocery & Food", "early", "butcher"),
    "deli": ("Grocery & Food", "early", "delicatessen"),
    "fuel": ("Gas Stations", "fuel", "filling station"),
    "hotel": ("Hotels & Travel", "hotel", "hotel"),
    "hostel": ("Hotels & Travel", "hotel", "hostel"),
    "travel": ("Hotels & Travel", "office", "travel agency"),
    "bar": ("Entertainment", "late", "bar"),
    "cinema": ("Entertainment", "evening", "cinema"),
    "games": ("Entertainment", "evening", "games hall"),
    "pharmacy": ("Health & Wellness", "shop", "pharmacy"),
    "dentist": ("Health & Wellness", "office", "dental practice"),
    "gym": ("Health & Wellness", "gym", "gym"),
    "spa": ("Health & Wellness", "shop", "spa"),
    "hairdresser": ("Services", "shop", "hairdresser"),
    "laundry": ("Services", "early", "laundry"),
    "repair": ("Services", "office", "repair shop"),
    "tailor": ("Services", "office", "tailor"),
    "copies": ("Services", "office", "print and copy shop"),
}

# How often a kind is found on a street, in a mall and in the suburbs.
KIND_WEIGHTS = {
    "restaurant": (15, 6, 6), "cafe": (11, 9, 4), "bakery": (5, 3, 4), "takeaway": (5, 6, 6),
    "clothes": (9, 22, 2), "books": (3, 3, 1), "shoes": (3, 8, 1), "hardware": (2, 1, 4),
    "gifts": (5, 6, 2), "electronics": (3, 7, 2), "grocer": (5, 1, 9), "supermarket": (3, 2, 7),
    "butcher": (2, 0, 3), "deli": (3, 2, 2), "fuel": (0.5, 0, 24), "hotel": (4, 0, 3),
    "hostel": (1, 0, 1), "travel": (2, 2, 1), "bar": (7, 1, 3), "cinema": (0.6, 1.5, 0.4),
    "games": (1, 3, 1), "pharmacy": (4, 3, 4), "dentist": (2, 1, 3), "gym": (1.5, 1, 3),
    "spa": (2, 2, 1), "hairdresser": (5, 2, 5), "laundry": (2, 0, 3), "repair": (2, 2, 4),
    "tailor": (2, 1, 2), "copies": (1.5, 1, 1),
}  # fmt: skip


def words(text):
    """The items of a list that is written with `|` between them."""
    return [item.strip() for item in text.split("|")]


def kinds(text):
    """{kind: [word, …]} from "kind: word, word" items, in the order of KINDS."""
    lists = [[word.strip() for word in item.split(",")] for item in text.split("|")]
    assert len(lists) == len(KINDS), (len(lists), text)
    return dict(zip(KINDS, lists))


ENGLISH_KINDS = kinds(
    "Kitchen, Table, Dining Room|Café, Coffee House, Tearoom|Bakery, Bakehouse"
    "|Noodle Bar, Sandwiches, Burgers"
    "|Outfitters, Clothing, Wardrobe|Books, Bookshop|Shoes, Bootmakers|Hardware, Ironmongers"
    "|Gifts, Curiosities|Electronics, Audio"
    "|Grocers, Corner Store|Market, Foods|Butchers, Meats|Delicatessen, Provisions"
    "|Service Station, Fuel Stop|Hotel, Inn, House|Hostel, Backpackers|Travel, Journeys"
    "|Tavern, Arms, Taproom|Picture House, Cinema|Arcade, Bowling"
    "|Pharmacy, Chemist|Dental, Smiles|Gym, Fitness|Spa, Wellness"
    "|Hair, Barbers|Laundry, Dry Cleaners|Repairs, Workshop|Tailors, Alterations|Copies, Print"
)
SPANISH_KINDS = kinds(
    "Restaurante, Mesón, Comedor|Café, Cafetería|Panadería, Pastelería|Taquería, Bocadillos"
    "|Modas, Ropa|Librería|Zapatería, Calzados|Ferretería|Regalos, Artesanías|Electrónica"
    "|Ultramarinos, Abarrotes|Supermercado, Mercado|Carnicería|Delicias, Quesería"
    "|Estación de Servicio, Gasolinera|Hotel, Posada|Hostal|Viajes"
    "|Bar, Bodega|Cine|Recreativos, Boliche|Farmacia|Clínica Dental|Gimnasio|Spa"
    "|Peluquería, Barbería|Lavandería, Tintorería|Taller|Sastrería|Copias, Imprenta"
)

ENGLISH = {
    "kinds": ENGLISH_KINDS,
    "patterns": words(
        "{n} {k}|{s} {k}|{s} & {t} {k}|The {n} {k}|{s}'s {k}|{n} & {m} {k}|Little {n} {k}"
    ),
    "nouns": words(
        "Silver Lantern|Blue Heron|Copper Kettle|Wandering Fox|Salt and Clover"
        "|Paper Crane|Old Anchor"
        "|Golden Pear|Red Door|Quiet Owl|Juniper|Marigold|Tin Whistle|Lucky Acorn|Morning Glory"
        "|Foxglove|Thistle|Harbour Light|Brass Button|Velvet Hare|Painted Gate|Seven Sparrows|Hazel"
        "|Moonflower|Crooked Spoon|Maple Leaf|Stone Bridge|Sunny Side|Bramble|Green Bottle|Larkspur"
        "|Honeycomb|Drifting Cloud|Cobalt|Rusty Nail|First Light|Pocket Watch|Cedar|Ivory Key|Finch"
    ),
    "people": words(
        "Abbott|Bennett|Calloway|Dempsey|Ellison|Farrow|Garland|Hollis|Ingram|Jessop"
        "|Kingsley|Larkin"
        "|Merritt|Norwood|O'Hara|Pemberton|Quill|Rafferty|Sadler|Thackeray|Underhill|Vance|Whitlock"
        "|Yardley|Okafor|Nguyen|Castellanos|Petrov|Lindqvist|Haddad|Kaur|Moreau|Tanaka"
        "|Silva|D'Souza"
    ),
    "streets": words(
        "{b} Street|{b} Avenue|{b} Road|{b} Lane|{b} Place|{b} Parade|{b} Row|{b} Way"
    ),
    "bases": words(
        "High|Market|Station|Church|Mill|Park|Bridge|Oak|Elm|Cedar|Garden|Orchard|Victoria|Queen"
        "|King|Chapel|School|Spring|Meadow|Brewery|Canal|North|South|Foundry|Lime Tree|Harbour"
    ),
    "mall": words("{n} Centre|The {n} Galleries"),
    "suburb": "{b} Drive",
    "address": "{number} {street}",
    "cuisines": words(
        "british|american|italian|indian|thai|lebanese|vegan|seafood|ethiopian|korean"
    ),
}  # fmt: skip


def variant(base, **changes):
    return {**base, **changes}


FLAVOURS = {
    "gb": ENGLISH,
    "en": variant(
        ENGLISH,
        streets=words("{b} Street|{b} Avenue|{b} Boulevard|{b} Lane|{b} Court|{b} Place"),
        bases=words(
            "Main|Market|Union|Oak|Elm|Maple|Cedar|Pine|Walnut|Chestnut|Spruce|Lake|Hill|River"
            "|Park|Spring|Church|Mill|Depot|Prospect|Sunset|Vine|Juniper|Second|Fifth|Eleventh"
        ),
        mall=words("{n} Mall|{n} Plaza|Shops at {n}"),
        cuisines=words(
            "american|mexican|italian|chinese|thai|vietnamese|vegan|seafood|barbecue|indian"
        ),
    ),
    "au": variant(
        ENGLISH,
        bases=words(
            "High|Wattle|Banksia|Station|Church|Bridge|Grevillea|Gum Tree|Market|Kookaburra|Beach"
            "|Jetty|Acacia|Orchard|Victoria|Park|Mill|Spring|Harbour|Ridge|Lorikeet|Foundry|School"
        ),
    ),
    "za": variant(
        ENGLISH,
        people=words(
            "Nkosi|Dlamini|Botha|van der Merwe|Naidoo|Khumalo|Mokoena|Pillay|Steyn|Mahlangu|Sithole"
            "|Jacobs|Molefe|Adams|Zulu|Venter"
        ),
        bases=words(
            "Main|Church|Market|Protea|Jacaranda|Aloe|Station|Oak|Loop|Long|Mill|Acacia|Kloof"
            "|School|Park|Strelitzia|Union|Bree|Reef|Baobab"
        ),
        cuisines=words("braai|cape malay|indian|portuguese|ethiopian|burgers"),
    ),
    "sg": variant(
        ENGLISH,
        people=words(
            "Tan|Lim|Ng|Ong|Goh|Chua|Rahman|Nair|Wong|Siti|Koh|Teo|Rajan|Hassan|Yeo|Pereira"
        ),
        streets=words("{b} Street|{b} Road|Jalan {b}|Lorong {b}|{b} Walk"),
        bases=words(
            "Melati|Kenanga|Cempaka|Anggerek|Market|Temple|Merbau|Bunga|Kelapa|Angsana|Garden"
            "|Mangis|Rambai|Pandan|Seraya|Orchid"
        ),
        mall=words("{n} Mall|{n} Point|{n} Hub"),
        cuisines=words(
            "hainanese|malay|peranakan|south indian|teochew|indonesian|seafood|japanese"
        ),
    ),
    "sw": variant(
        ENGLISH,
        patterns=words("{n} {k}|{s} {k}|Mama {s} {k}|{s} & Sons {k}|{n} {k} ya {s}"),
        nouns=words(
            "Simba|Tausi|Karibu|Baraka|Upendo|Twiga|Nyota|Jua|Furaha|Amani|Chui|Mwangaza|Bahari"
            "|Mti Mkubwa|Tembo|Asali|Maua|Safari Njema|Kiboko|Mlima|Ndizi|Kanga"
        ),
        people=words(
            "Wanjiku|Otieno|Kamau|Achieng|Mwangi|Njeri|Kiprop|Akinyi|Mutua|Hassan|Wambui|Odhiambo"
            "|Chebet|Omondi|Nyambura|Barasa"
        ),
        streets=words("{b} Street|{b} Road|Barabara ya {b}|{b} Lane"),
        bases=words(
            "Soko|Kanisa|Msikiti|Shule|Mbuni|Jacaranda|Mnazi|Mto|Bustani|Posta|Stesheni|Acacia"
            "|Muhogo|Mvule|Umoja|Biashara"
        ),
        cuisines=words("nyama choma|swahili|ethiopian|indian|somali|fish"),
    ),
    "fr": {
        "kinds": kinds(
            "Restaurant, Bistrot, Brasserie|Café, Salon de thé|Boulangerie, Pâtisserie"
            "|Crêperie, Sandwicherie"
            "|Boutique, Mode|Librairie|Chaussures, Bottier|Quincaillerie, Droguerie"
            "|Cadeaux, Maison|Électronique|Épicerie, Primeur|Supermarché, Marché|Boucherie"
            "|Fromagerie, Traiteur|Station-service|Hôtel, Auberge|Auberge de jeunesse|Voyages"
            "|Bar, Cave|Cinéma|Jeux, Bowling|Pharmacie|Cabinet dentaire|Salle de sport"
            "|Spa, Institut"
            "|Coiffure, Salon|Laverie, Pressing|Atelier, Réparations|Retouches, Tailleur"
            "|Copies, Imprimerie"
        ),
        "patterns": words("{k} {n}|{k} {s}|{k} chez {s}|{k} {s} & {t}|Le {k} {n}"),
        "nouns": words(
            "du Soleil|des Lilas|de l'Étoile|du Vieux Moulin|aux Deux Hérons|du Coq Bleu"
            "|de la Forêt"
            "|des Hirondelles|à l'Ancre|du Petit Pont|de l'Été|des Chênes|du Phénix|de la Rosée"
            "|du Théâtre|au Bon Goût|des Mûriers|de la Fée|du Hêtre|du Pêcheur|aux Trois Clés"
            "|de l'Îlot|du Tilleul|de Noël|des Cèdres|à la Bonne Heure"
        ),
        "people": words(
            "Lefèvre|Béranger|Dupré|Gauthier|Hélène|Léonie|Chloé|François|Théo|Maëlle|Benoît|Garçon"
            "|Ménard|Brûlé|Rémy|Zoé|Anaïs|Noël|Cécile|Traoré|Benali|Nguyên|Delcourt|Marchand"
        ),
        "streets": words("Rue {b}|Avenue {b}|Boulevard {b}|Place {b}|Passage {b}"),
        "bases": words(
            "du Marché|de l'Église|de la Gare|des Fleurs|du Moulin|de la Fontaine|du Pont"
            "|des Écoles"
            "|de la Mairie|des Tilleuls|du Château|des Jardins|des Acacias|de la Paix|du Four"
            "|Saint-Éloi|des Tanneurs|du Puits|des Vignes|de la Poste|des Rosiers|de l'Horloge"
        ),
        "mall": words("Centre commercial {b}|Galerie {b}"),
        "suburb": "Chemin {b}",
        "address": "{number} {street}",
        "cuisines": words(
            "française|italienne|libanaise|japonaise|marocaine|vietnamienne|végétarienne"
        ),
    },
    "de": {
        "kinds": kinds(
            "Restaurant, Gasthaus, Wirtshaus|Café, Kaffeehaus|Bäckerei, Konditorei|Imbiss, Grill"
            "|Mode, Bekleidung|Buchhandlung, Bücher|Schuhhaus|Eisenwaren, Werkzeuge"
            "|Geschenke|Elektronik"
            "|Lebensmittel, Feinkost|Supermarkt, Markthalle|Metzgerei, Fleischerei"
            "|Käsetheke, Feinkost"
            "|Tankstelle|Hotel, Pension|Jugendherberge, Hostel|Reisebüro|Kneipe, Bar"
            "|Lichtspiele, Kino"
            "|Spielhalle, Kegelbahn|Apotheke|Zahnarztpraxis|Fitnessstudio|Wellness, Therme"
            "|Friseur, Salon|Wäscherei, Reinigung|Werkstatt, Reparatur|Schneiderei"
            "|Kopierladen, Druckerei"
        ),
        "patterns": words("{k} {n}|{k} {s}|{k} {s} & {t}|{s}s {k}|{k} Zum {n}"),
        "nouns": words(
            "Sonnenschein|Goldener Löwe|Blaue Gans|Lindenblüte|Alte Mühle|Grüner Bär|Rößl|Süße Ecke"
            "|Kirschgarten|Drei Königinnen|Wunderhübsch|Märchenwald|Frühling|Schwarzer Schwan|Glück"
            "|Kieselstein|Nußbaum|Abendrot|Eule|Seestern|Fährhaus|Morgentau|Holunder|Rübezahl"
        ),
        "people": words(
            "Müller|Schröder|Krüger|Jäger|Weiß|Böhm|Groß|Yılmaz|Kowalski|Schäfer|Hübner|Lüdke|Özkan"
            "|Brandt|Förster|Köhler|Nowak|Vogt|Wünsche|Zöllner|Engel|Petersen"
        ),
        "streets": words("{b}straße|{b}allee|{b}weg|{b}gasse|{b}platz"),
        "bases": words(
            "Haupt|Bahnhof|Kirch|Schul|Garten|Linden|Markt|Mühlen|Kastanien|Rosen|Berg|Brunnen"
            "|Schloß|Wiesen|Birken|Post|Ahorn|Turm|Brücken|Wald|Nelken|Feld"
        ),
        "mall": words("{b}-Passagen|{b}-Center|{b}-Arcaden"),
        "suburb": "{b}chaussee",
        "address": "{street} {number}",
        "cuisines": words("deutsch|türkisch|italienisch|vietnamesisch|griechisch|vegan|syrisch"),
    },
    "es": {
        "kinds": SPANISH_KINDS,
        "patterns": words("{k} {n}|{k} {s}|{k} Don {s}|{k} {s} y {t}|{k} Casa {s}"),
        "nouns": words(
            "El Girasol|La Golondrina|Los Almendros|La Luna Nueva|El Búho|La Cigüeña"
            "|El Duende|Sol y Sombra"
            "|La Piñata|El Colibrí|La Montaña|Dos Ríos|El Jardín|La Esquina|El Ñandú|La Estación"
            "|El Rincón|Tres Caminos|La Araña|El Pingüino|Corazón|La Sirena|El Águila|La Española"
        ),
        "people": words(
            "Muñoz|Núñez|García|Íñigo|Peña|Ramírez|Sofía|Lucía|Andrés|Martín|Ibáñez|Ordóñez|Valdés"
            "|Inés|Joaquín|Concepción|Belén|Quiñones|Zúñiga|Jiménez|Rubén|Noemí"
        ),
        "streets": words("Calle {b}|Avenida {b}|Plaza {b}|Paseo {b}|Callejón {b}"),
        "bases": words(
            "Mayor|del Sol|de la Iglesia|de la Estación|de las Flores|del Mercado|del Río|Real"
            "|de los Olivos|de la Fuente|de la Paz|del Molino|Nueva|de los Naranjos|de la Escuela"
            "|del Puente|de la Montaña|de los Niños|del Pozo|Jazmín|del Ángel"
        ),
        "mall": words("Centro Comercial {n}|Galerías {n}"),
        "suburb": "Camino {b}",
        "address": "{street} {number}",
        "cuisines": words("tapas|mexicana|mariscos|parrilla|peruana|vegetariana|arepas|italiana"),
    },
    "fi": {
        "kinds": kinds(
            "Ravintola, Ruokala|Kahvila|Leipomo, Konditoria|Grilli, Pikaruoka"
            "|Vaateliike, Puoti|Kirjakauppa|Kenkäkauppa|Rautakauppa|Lahjatalo|Elektroniikka"
            "|Lähikauppa, Ruokapuoti|Valintatalo, Kauppahalli|Lihakauppa|Herkkupuoti"
            "|Huoltoasema|Hotelli"
            "|Hostelli|Matkatoimisto|Baari, Kapakka|Elokuvateatteri|Keilahalli, Pelihalli"
            "|Apteekki|Hammasklinikka|Kuntosali|Sauna, Hoitola|Kampaamo, Parturi|Pesula"
            "|Korjaamo, Huolto|Ompelimo|Kopiopiste"
        ),
        "patterns": words("{k} {n}|{n} {k}|{k} {s}|{s} & {t} {k}"),
        "nouns": words(
            "Mustikka|Aurinko|Pöllö|Järvenranta|Kesäyö|Hämärä|Lumikello|Tähti|Myrsky|Käpy|Mäntylä"
            "|Siili|Ruska|Löyly|Väinö|Kielo|Karhunpesä|Sinilintu|Höyhen|Aamunkoi|Puolukka|Majakka"
        ),
        "people": words(
            "Virtanen|Mäkinen|Hämäläinen|Järvinen|Åkerblom|Lehtonen|Niemelä|Aino|Väinö|Öhman"
            "|Sjöholm"
            "|Kärkkäinen|Lämsä|Helmi|Onni|Tuominen|Rytkönen|Nyström"
        ),
        "streets": words("{b}katu|{b}tie|{b}kuja|{b}polku"),
        "bases": words(
            "Kauppa|Asema|Kirkko|Koulu|Puisto|Ranta|Mylly|Koivu|Mänty|Pihlaja|Tori|Silta|Niitty"
            "|Kallio|Lehto|Satama|Tammi|Vuori|Leppä|Kisälli|Meri|Suutarin"
        ),
        "mall": words("Kauppakeskus {n}"),
        "suburb": "{b}raitti",
        "address": "{street} {number}",
        "cuisines": words("suomalainen|nepalilainen|thai|pizza|kasvis|georgialainen|sushi"),
    },
    "ja": {
        "kinds": kinds(
            "食堂, 料理|喫茶, 珈琲店|ベーカリー, パン工房|麺屋, 弁当|洋品店, 衣料|書店, 書房|靴店|金物店"
            "|雑貨店, 土産店|電器|商店, 青果店|マーケット, ストア|精肉店|惣菜店|石油, 給油所"
            "|旅館, ホテル|ゲストハウス|トラベル|酒場, バー|映画館|ボウル, ゲームセンター"
            "|薬局|歯科医院|ジム|湯, 整体院|美容室, 理容|クリーニング|修理店, 自転車店|仕立屋|印刷, コピー"
        ),
        "patterns": words("{n}{k}|{s}{k}|{k} {n}|{n}の{k}"),
        "nouns": words(
            "さくら|ひまわり|青空|月光|三日月|こもれび|千鳥|福寿|まつかぜ|ことり|若葉|朝日|花水木|うさぎ"
            "|ほたる|鶴亀|雪うさぎ|紅葉|銀河|つばめ|柚子|夕凪|大黒|ふくろう|菜の花"
        ),
        "people": words(
            "田中|佐藤|山本|小林|高橋|中村|松本|井上|木村|清水|森|岡田|長谷川|石井|藤田|西村|青木|坂本"
        ),
        "streets": words("{b}通り|{b}商店街|{b}町|{b}横丁"),
        "bases": words(
            "中央|本|駅前|桜|松|大手|寺|緑|栄|日の出|銀杏|旭|宮前|東|西|南|北|若松|梅|川端"
        ),
        "mall": words("{n}モール|{n}プラザ"),
        "suburb": "{b}丘",
        "address": "{street}{block}-{number}",
        "cuisines": words("ラーメン|寿司|うどん|焼き鳥|天ぷら|カレー|お好み焼き|そば"),
    },
    "pt": {
        "kinds": kinds(
            "Restaurante, Cantina|Café, Cafeteria|Padaria, Confeitaria|Lanchonete, Pastelaria"
            "|Modas, Boutique|Livraria|Sapataria, Calçados|Ferragens|Presentes|Eletrônica"
            "|Mercearia, Quitanda|Supermercado, Mercado|Açougue, Talho|Empório, Queijaria"
            "|Posto|Hotel, Pousada|Albergue|Viagens|Bar, Boteco|Cine|Boliche, Jogos"
            "|Farmácia, Drogaria|Clínica Dentária|Academia|Spa|Salão, Cabeleireiro|Lavanderia"
            "|Oficina, Consertos|Alfaiataria|Gráfica, Cópias"
        ),
        "patterns": words("{k} {n}|{k} {s}|{k} do {s}|{k} {s} & {t}|{k} Irmãos {s}"),
        "nouns": words(
            "Pôr do Sol|da Manhã|Três Irmãos|do Coração|Bem-te-vi|Jabuticaba|da Estação"
            "|Céu Azul|Pão de Mel"
            "|Maçã Verde|Ipê Amarelo|Beija-flor|da Praça|Bom Jardim|Sabiá|da Avó|Flor de Lótus|Leão"
            "|Arco-íris|da Esperança|Sertão|Ondas|Araçá|Tucanuçu"
        ),
        "people": words(
            "João|Conceição|Magalhães|Gonçalves|Araújo|Simões|Falcão|Antônio|Brandão"
            "|Lourenço|Assunção"
            "|Sebastião|Patrícia|Zélia|Guimarães|Cardoso|Teixeira|Nóbrega|Peçanha"
        ),
        "streets": words("Rua {b}|Avenida {b}|Praça {b}|Travessa {b}|Largo {b}"),
        "bases": words(
            "das Flores|da Estação|do Comércio|da Igreja|do Mercado|das Laranjeiras|da Paz|do Sol"
            "|da Fonte|dos Ipês|da Conceição|das Acácias|do Moinho|da Ponte|Direita|da Saudade"
            "|das Palmeiras|do Poço|São João|dos Pescadores"
        ),
        "mall": words("Shopping {n}|Galeria {n}"),
        "suburb": "Estrada {b}",
        "address": "{street}, {number}",
        "cuisines": words("feijoada|churrasco|petiscos|bacalhau|japonesa|vegetariana|árabe|pizza"),
    },
    "ar": {
        "kinds": kinds(
            "Matʿam, Restaurant, مطعم|Qahwa, Café, مقهى|Makhbaz, Bakery, مخبز|Koshary, Foul"
            "|Boutique, Azyaa|Maktaba, مكتبة|Shoes|Hardware, Adawat|Bazaar, Gifts"
            "|Electronics, إلكترونيات"
            "|Baqqala, بقالة|Market, سوق|Butcher, Gezara|Sweets, حلويات|Benzina, Fuel"
            "|Hotel, Funduq, فندق|Hostel|Travel, Siyaha|Lounge, Ahwa|Cinema, سينما|Games"
            "|Saydaliya, Pharmacy, صيدلية|Dental|Gym|Hammam, Spa|Salon, صالون|Laundry, Makwagi"
            "|Repair, Warsha|Tailor, Tarzi|Copy Centre"
        ),
        "patterns": words("{k} {n}|{k} {s}|{k} {s} & {t}"),
        "nouns": words(
            "El Nil|النيل|Al Fayrouz|الفيروز|El Yasmine|الياسمين|El Qamar|القمر|Umm el Khayr"
            "|Al Noor|النور"
            "|El Nakhla|النخلة|Al Hilal|El Shams|الشمس|El Wardah|Abou Simsim|Al Sultan"
            "|El Bahr|El Zahraa"
        ),
        "people": words(
            "Abou Tarek|Hassan|Mahmoud|Fatma|El Sayed|Nadia|Mostafa|Ibrahim|Samir|Amira"
            "|Youssef|Hany"
            "|Girgis|Mansour|Zeinab|Khalil"
        ),
        "streets": words("{b} Street|Sharia {b}|Midan {b}|Haret {b}"),
        "bases": words(
            "El Souq|El Gamea|El Nakhil|El Mahatta|El Madrasa|El Nasr|El Zohour|El Bustan|El Matbaa"
            "|El Warda|El Sakia|El Kobri|El Fanar|El Rayhan|El Nahhasin|El Tout"
        ),
        "mall": words("{n} Mall"),
        "suburb": "Sharia {b} El Gedid",
        "address": "{number} {street}",
        "cuisines": words("egyptian|koshary|grill|syrian|seafood|lebanese"),
    },
    "hi": {
        "kinds": kinds(
            "Bhojanalaya, Dhaba, Thali House|Chai House, Café|Bakery, Mithai|Chaat, Vada Pav"
            "|Sarees, Vastralaya|Pustak Bhandar, Books|Footwear|Hardware|Handicrafts, Gifts"
            "|Electronics"
            "|Kirana Store, General Store|Super Bazaar, Mart|Meat Shop|Sweets, Farsan|Petrol Pump"
            "|Hotel, Lodge|Hostel|Travels, Yatra|Bar, Permit Room|Talkies, Cinema|Game Zone"
            "|Medical Store, Ayurveda|Dental Clinic|Gym, Vyayamshala|Spa|Salon"
            "|Laundry, Dhobi|Repairs"
            "|Tailors, Darzi|Xerox, Printers"
        ),
        "patterns": words("{n} {k}|{s} {k}|Shri {n} {k}|{s} & Sons {k}|New {n} {k}|{s} Bhai {k}"),
        "nouns": words(
            "Kamal|Surya|Chandni|Ganga|Mayur|Gulmohar|Annapurna|Sagar|Neelam|Parijat|Hira"
            "|Mogra|Tulsi"
            "|Amrut|Saraswati|Basant|Moti|Kesar|Himalaya|Pushpak|सूर्य|कमल|Ratna|Rangoli"
        ),
        "people": words(
            "Sharma|Patil|Deshmukh|Iyer|Khan|Mehta|Joshi|Kulkarni|Gupta|Fernandes|Chopra"
            "|Reddy|Singh"
            "|Bose|Shaikh|Nair|Bhatia|Sawant"
        ),
        "streets": words("{b} Road|{b} Marg|{b} Gali|{b} Chowk|{b} Path"),
        "bases": words(
            "Station|Mandir|Bazaar|Ashoka|Shivaji|Nehru|Talao|Gulmohar|Tilak|Lake|Bagh|Peepal|Neem"
            "|Chandan|Kamal|School|Sarovar|Masjid|Azad|Moti"
        ),
        "mall": words("{n} Mall|{n} City Centre"),
        "suburb": "{b} Nagar Road",
        "address": "{number}, {street}",
        "cuisines": words("south indian|punjabi|maharashtrian|mughlai|gujarati|chinese|seafood"),
    },
    "ne": {
        "kinds": kinds(
            "Bhanchha Ghar, Restaurant|Chiya Pasal, Café|Bakery|Momo, Khaja Ghar"
            "|Pashmina, Kapada Pasal|Pustak Pasal|Jutta Pasal|Hardware|Thangka, Handicrafts"
            "|Electronics"
            "|Kirana Pasal|Mart, Bazar|Masu Pasal|Sweets, Mithai|Petrol Pump"
            "|Hotel, Guest House|Hostel"
            "|Treks, Travels|Bar, Bhatti|Cinema Hall|Game Zone|Aushadhi Pasal, Pharmacy"
            "|Dental|Gym, Yoga"
            "|Ayurveda Spa|Beauty Parlour|Laundry|Repairs|Tailors|Photocopy"
        ),
        "patterns": words("{n} {k}|{s} {k}|New {n} {k}|{n} & {s} {k}"),
        "nouns": words(
            "Himal|Danphe|Lali Gurans|Yak|Mandala|Sagarmatha|Kantipur|Phewa|Sherpa|Annapurna"
            "|Namaste"
            "|Dharahara|Pipal|Tara|Surya|Gaida|हिमाल|सगरमाथा|Juneli|Chautari"
        ),
        "people": words(
            "Shrestha|Tamang|Gurung|Maharjan|Rai|Thapa|Lama|Karki|Magar|Shakya|Adhikari|Bajracharya"
        ),
        "streets": words("{b} Marg|{b} Tole|{b} Galli|{b} Chowk"),
        "bases": words(
            "Mandir|Pipal|Bazar|Ganesh|Kumari|Dhara|Pokhari|Bagaincha|Gumba|Naya|Himal|Surya"
            "|Chautari"
            "|Vidya|Jyoti|Lakhe"
        ),
        "mall": words("{n} Complex"),
        "suburb": "{b} Nagar",
        "address": "{street} {number}",
        "cuisines": words("nepali|newari|tibetan|thakali|indian|momo"),
    },
    "ko": {
        "kinds": kinds(
            "식당, 밥상|카페, 찻집|베이커리, 제과점|분식, 국수|의류, 옷가게|서점, 책방|신발|철물점"
            "|선물가게, 공방|전자|상회, 청과|마트, 슈퍼|정육점|반찬|주유소|호텔, 여관|게스트하우스|여행사"
            "|호프, 주점|극장|노래방, 볼링장|약국|치과|헬스, 요가|찜질방|미용실, 이발소|세탁소"
            "|수리점|양복점, 수선집|복사, 인쇄"
        ),
        "patterns": words("{n} {k}|{s} {k}|{n}{k}|우리 {n} {k}"),
        "nouns": words(
            "햇살|달빛|무지개|소나무|은하수|나비|바람|하늘|푸른솔|단풍|새벽|구름|해바라기|별|고래|진달래"
            "|참새|도토리|봄날|호랑이"
        ),
        "people": words("김씨네|이모네|박가네|할머니|최씨|정가|순이네|민수네|윤씨|한씨네"),
        "streets": words("{b}로|{b}길|{b}대로"),
        "bases": words(
            "중앙|시장|역전|학교|은행나무|소나무|샘터|햇살|강변|남문|북촌골|무궁화|솔밭|꽃재|다리목|장터"
        ),
        "mall": words("{n}몰|{n}타워"),
        "suburb": "{b}골길",
        "address": "{street} {number}",
        "cuisines": words("한식|분식|냉면|고기구이|일식|중식|채식"),
    },
    "it": {
        "kinds": kinds(
            "Trattoria, Osteria, Ristorante|Caffè, Bar Caffè|Panificio, Pasticceria"
            "|Pizzeria, Tavola Calda"
            "|Abbigliamento, Moda|Libreria|Calzature|Ferramenta|Regali|Elettronica"
            "|Alimentari, Frutteria|Supermercato, Mercato|Macelleria|Salumeria, Gastronomia"
            "|Distributore|Albergo, Hotel|Ostello|Viaggi|Enoteca, Birreria|Cinema|Sala Giochi"
            "|Farmacia|Studio Dentistico|Palestra|Terme, Centro Benessere"
            "|Parrucchiere, Barbiere|Lavanderia"
            "|Officina, Riparazioni|Sartoria|Copisteria"
        ),
        "patterns": words("{k} {n}|{k} {s}|{k} da {s}|{k} {s} & {t}|Antica {k} {n}"),
        "nouns": words(
            "Al Gambero|La Lanterna|Il Girasole|Le Tre Città|La Perla|Il Gatto Nero"
            "|Due Torri|La Civetta"
            "|Alla Posta|Il Mulino|Bontà|La Virtù|Sole Mio|Il Melograno|La Rondine"
            "|Vecchio Ponte|Già Notte"
            "|L'Ulivo|Il Cavallino|La Felicità|L'Angolo|Stella Alpina"
        ),
        "people": words(
            "Nicolò|Giosuè|Bianchi|Colombo|D'Amico|Ferri|Gallo|Luca|Marinò|Orsini|Pace"
            "|Rinaldi|Teresa"
            "|Noè|Zanetti|Cantù|Mazzoni"
        ),
        "streets": words("Via {b}|Corso {b}|Piazza {b}|Viale {b}|Vicolo {b}"),
        "bases": words(
            "del Mercato|della Stazione|della Chiesa|dei Fiori|del Ponte|Nuova|delle Rose|del Sole"
            "|dei Tigli|della Libertà|del Mulino|della Fontana|dei Mille|del Pozzo|dell'Orto"
            "|delle Scuole|degli Ulivi|del Forno"
        ),
        "mall": words("Centro Commerciale {n}"),
        "suburb": "Strada {b}",
        "address": "{street} {number}",
        "cuisines": words("romana|pizza|pesce|milanese|siciliana|giapponese|vegetariana"),
    },
    "nl": {
        "kinds": kinds(
            "Restaurant, Eethuis|Café, Koffiehuis|Bakkerij, Banketbakkerij|Snackbar, Broodjes"
            "|Kleding, Mode|Boekhandel|Schoenen|IJzerwaren|Cadeaus|Elektronica"
            "|Buurtwinkel, Groenteboer|Supermarkt|Slagerij|Kaashandel, Delicatessen"
            "|Tankstation|Hotel, Herberg"
            "|Hostel|Reizen|Kroeg, Proeflokaal|Bioscoop|Speelhal|Apotheek, Drogist|Tandarts"
            "|Sportschool"
            "|Wellness, Sauna|Kapper|Wasserette, Stomerij|Fietsenmaker, Reparatie|Kleermaker"
            "|Kopieershop"
        ),
        "patterns": words("{k} {n}|{k} {s}|{k} {s} & {t}|De {n} {k}"),
        "nouns": words(
            "De Zwaan|Het Anker|De Vrolijke Otter|Zonneschijn|De Gouden Peer|'t Hoekje"
            "|De Drie Eekhoorns"
            "|De Molen|Het Scheepje|Ooievaar|De Tulp|De Reünie|Kikkerland|De Valk|Het Oude Veer"
        ),
        "people": words(
            "de Vries|Jansen|van Dijk|Bakker|Visser|Daniël|Zoë|Mulder|El Amrani|Postma"
            "|Hoekstra|Renée"
        ),
        "streets": words("{b}straat|{b}weg|{b}laan|{b}gracht|{b}plein"),
        "bases": words(
            "Markt|Kerk|Station|School|Molen|Tuin|Linden|Brug|Haven|Rozen|Eiken|Dorps|Water|Wilgen"
            "|Linnen|Bloem"
        ),
        "mall": words("Winkelcentrum {n}"),
        "suburb": "{b}dreef",
        "address": "{street} {number}",
        "cuisines": words("nederlands|indonesisch|surinaams|italiaans|vegan|turks"),
    },
    "sv": {
        "kinds": kinds(
            "Restaurang, Krog|Café, Kafé|Bageri, Konditori|Gatukök, Grill"
            "|Kläder, Mode|Bokhandel|Skor, Skomakeri|Järnhandel|Presenter|Elektronik"
            "|Livs, Grönsaker|Stormarknad, Matmarknad|Slakteri, Charkuteri"
            "|Ostboden, Delikatesser|Mack"
            "|Hotell, Gästgivargård|Vandrarhem|Resor|Bar, Ölhall|Biograf|Bowling, Spelhall"
            "|Apotek|Tandläkarna|Gym|Bad, Spa|Frisör, Salong|Tvätteri|Verkstad, Cykelmakare"
            "|Skrädderi"
            "|Tryckeri"
        ),
        "patterns": words("{k} {n}|{k} {s}|{s} & {t} {k}|{n} {k}"),
        "nouns": words(
            "Ångström|Blåbäret|Älgen|Solrosen|Två Krånglor|Sjöjungfrun|Norrsken|Björken|Räven|Måsen"
            "|Lingonet|Höstlöv|Nyckeln|Ugglan|Smultronstället|Ärtan"
        ),
        "people": words(
            "Åström|Björk|Sjöberg|Öberg|Lindgren|Håkansson|Nyström|Märta|Göran|Ekström"
            "|Ljungqvist|Hägg"
        ),
        "streets": words("{b}gatan|{b}vägen|{b}gränd|{b}torget"),
        "bases": words(
            "Stor|Kungs|Kyrko|Skol|Järnvägs|Björk|Kvarn|Torg|Bro|Hamn|Å|Trädgårds|Lind"
            "|Syster|Köpmans"
            "|Västra Små"
        ),
        "mall": words("Gallerian {n}"),
        "suburb": "{b}stigen",
        "address": "{street} {number}",
        "cuisines": words("svensk|husmanskost|thai|persisk|pizza|vegetarisk"),
    },
    "pl": {
        "kinds": kinds(
            "Restauracja, Karczma|Kawiarnia|Piekarnia, Cukiernia|Bar Mleczny, Pierogarnia"
            "|Odzież, Moda|Księgarnia|Obuwie|Sklep Żelazny|Upominki|Elektronika"
            "|Sklep Spożywczy, Warzywniak|Supersam, Delikatesy|Masarnia|Sery i Wędliny|Stacja Paliw"
            "|Hotel, Zajazd|Schronisko|Biuro Podróży|Pub, Piwiarnia|Kino"
            "|Kręgielnia, Salon Gier|Apteka"
            "|Gabinet Dentystyczny|Siłownia|Łaźnia, Spa|Fryzjer, Salon|Pralnia"
            "|Warsztat, Naprawa|Krawiec"
            "|Ksero, Drukarnia"
        ),
        "patterns": words("{k} {n}|{k} u {s}|{k} {s}|{k} {s} i {t}"),
        "nouns": words(
            "Pod Lipą|Złota Rybka|Słoneczna|Bocian|Żubr|Trzy Świerki|Jaskółka|Krówka|Pod Aniołem"
            "|Wiśniowy Sad|Łabędź|Niezapominajka|Zielony Smok|Ćma|Jeż|Źródełko"
        ),
        "people": words(
            "Kowalczyk|Wójcik|Zieliński|Świątek|Łukasz|Zośka|Wiśniewska|Pająk|Gołąb|Żak"
            "|Jędrzej|Małgosia"
        ),
        "streets": words("ul. {b}|al. {b}|pl. {b}"),
        "bases": words(
            "Główna|Kościelna|Szkolna|Ogrodowa|Lipowa|Kwiatowa|Targowa|Młyńska|Słoneczna|Dworcowa"
            "|Mostowa|Wiśniowa|Źródlana|Brzozowa|Leśna|Piękna Góra|Świerkowa|Łąkowa|Polna|Zielona"
        ),
        "mall": words("Galeria {n}"),
        "suburb": "ul. {b} Dolna",
        "address": "{street} {number}",
        "cuisines": words("polska|pierogi|włoska|gruzińska|wegańska|wietnamska"),
    },
    "tr": {
        "kinds": kinds(
            "Lokantası, Restoran|Kahvesi, Çay Evi|Fırını, Pastanesi|Dönercisi, Köftecisi"
            "|Giyim, Moda|Kitabevi|Ayakkabı|Hırdavat|Hediyelik|Elektronik|Bakkalı, Manavı|Marketi"
            "|Kasabı|Şarküteri, Kuruyemiş|Akaryakıt|Oteli, Konağı|Hosteli|Turizm"
            "|Meyhanesi, Birahanesi"
            "|Sineması|Bovling, Oyun Salonu|Eczanesi|Diş Kliniği|Spor Salonu|Hamamı"
            "|Kuaförü, Berberi"
            "|Çamaşırhane, Kuru Temizleme|Tamircisi|Terzisi|Kırtasiye, Fotokopi"
        ),
        "patterns": words("{n} {k}|{s} {k}|{s} Usta {k}|Yeni {n} {k}"),
        "nouns": words(
            "Gül|Çınaraltı|Güneş|Kırlangıç|Yıldız|Ihlamur|Leylek|Şirin|Çiçek|Üç Kardeşler"
            "|Dağ Evi|İnci"
            "|Köşe|Ağaçlı|Sığırcık|Gökkuşağı"
        ),
        "people": words(
            "Hüseyin|Ayşe|Gökçe|İbrahim|Özlem|Şükrü|Çelik|Yılmaz|Doğan|Ümit|Kılıç|Nuri|Işık|Güler"
        ),
        "streets": words("{b} Caddesi|{b} Sokak|{b} Bulvarı"),
        "bases": words(
            "Çarşı|İstasyon|Cami|Okul|Çiçek|Lale|Köprü|Değirmen|Ihlamur|Gül|Pınar|Çınar|Menekşe"
            "|Yeni|Bahçe|Şehit"
        ),
        "mall": words("{n} Alışveriş Merkezi"),
        "suburb": "{b} Yolu",
        "address": "{street} No: {number}",
        "cuisines": words("kebap|ev yemekleri|balık|pide|kahvaltı|vegan"),
    },
}  # fmt: skip

FLAVOURS["no"] = variant(
    FLAVOURS["sv"],
    kinds=kinds(
        "Restaurant, Kro|Kafé, Kaffebar|Bakeri|Gatekjøkken|Klær|Bokhandel|Skomaker|Jernvare|Gaver"
        "|Elektronikk|Matbutikk, Landhandel|Matsenter|Slakter|Fiskehandel, Delikatesse"
        "|Bensinstasjon"
        "|Hotell, Gjestehus|Vandrerhjem|Reiser|Pub, Ølhall|Kino|Spillhall|Apotek"
        "|Tannlege|Treningssenter"
        "|Badstue|Frisør|Vaskeri|Verksted|Skredder|Trykkeri"
    ),
    nouns=words(
        "Nordlys|Midnattssol|Isbjørn|Polarstjernen|Hvalen|Måken|Snøugla|Rødræven|Ørnen"
        "|Fjæra|Ærfuglen"
    ),
    people=words("Bjørnstad|Sørensen|Østby|Håkon|Næss|Ingrid|Åse|Løkken"),
    streets=words("{b}gata|{b}veien"),
    bases=words("Stor|Sjø|Kirke|Skole|Fjell|Havne|Strand|Grønne"),
    suburb="{b}bakken",
    cuisines=words("norsk|fisk|pizza|thai"),
)
FLAVOURS["ru"] = {
    "kinds": kinds(
        "Ресторан|Кафе|Пекарня|Закусочная|Одежда|Книги|Обувь|Инструменты|Подарки|Электроника"
        "|Продукты|Универсам|Мясо|Рыба и икра|АЗС|Гостиница|Хостел|Путешествия|Бар"
        "|Кинотеатр|Бильярд"
        "|Аптека|Стоматология|Спортзал|Баня|Парикмахерская|Прачечная|Ремонт|Ателье|Печать"
    ),
    "patterns": words("{k} «{n}»|{k} {n}"),
    "nouns": words(
        "Полярная звезда|Снежинка|Морж|Тундра|Заря|Олень|Белый медведь|Маяк|Чайка|Берег"
    ),
    "people": words("Иванов|Тымнет|Эттувье|Петрова"),
    "streets": words("улица {b}|переулок {b}"),
    "bases": words("Северная|Морская|Портовая|Снежная|Школьная|Полярная|Набережная"),
    "mall": words("ТЦ {n}"),
    "suburb": "{b} сопка",
    "address": "{street}, {number}",
    "cuisines": words("русская|чукотская|рыба"),
}

# Made-up chains with branches in many cities: (name, kind).
CHAINS = [
    ("Brindle & Bean", "cafe"),
    ("Pommelo Pharmacy", "pharmacy"),
    ("Kettlewick Market", "supermarket"),
    ("Voltora Fuel", "fuel"),
    ("Gasolindo", "fuel"),
    ("Noodlefox", "takeaway"),
    ("Hotel Lumenoir", "hotel"),
    ("Threadbarrow", "clothes"),
    ("Pagemoth Books", "books"),
    ("Stridewell Shoes", "shoes"),
    ("Fjällby Fitness", "gym"),
    ("Quillo Copies", "copies"),
    ("Wattwren Electronics", "electronics"),
    ("Pizzería Tombolino", "restaurant"),
]

# Names that must be in the sample, by city: (kind, name).
SIGNATURES = {
    "upp": [("cafe", "Café Ångström")],
    "mex": [("takeaway", "Señor Frijoles"), ("takeaway", "Tacos \"El Güero\" 🌮")],
    "tyo": [("takeaway", "麺屋 さくら"), ("cafe", "ねこカフェ にゃん 🐈")],
    "cai": [("cafe", "مقهى النيل القديم"), ("bakery", "مخبز الياسمين")],
    "lon": [
        ("bar", "The Moth & Marrow, Est. 1987"),
        ("bakery", "Crumb 🥐 Sunday"),
        ("restaurant", "\"Quote, Unquote\" Supper Club"),
    ],
    "sfo": [("cafe", "Fog ☁️ & Filter"), ("books", "Dog-Eared, Loved & Left")],
    "par": [("restaurant", "L'Œuf à la Crème Brûlée"), ("cafe", "Café de la Fée Électricité")],
    "ber": [("cafe", "Süßes Früchtchen"), ("bar", "Zur Großen Übelkeit")],
    "hel": [("spa", "Löylyä & Hölynpölyä")],
    "sao": [("bakery", "Pão Quentinho & Cia. 🥖")],
    "sel": [("restaurant", "고래 식당 🐋")],
    "bom": [("takeaway", "Vada \"Pow!\" Corner")],
    "del": [("deli", "मिठाई घर")],
    "adl": [("gifts", "The Wombat's Umbrella")],
}

ADJECTIVES = words(
    "Friendly|Small|Busy|Family-run|Quiet|Long-standing|Bright|Old-fashioned|Newly opened"
    "|Independent|Cheerful|Tidy|Well-stocked|Neighbourhood"
)
TAILS = words(
    "loved by the neighbours|with a terrace at the back|two steps from the bus stop"
    "|run by two sisters"
    "|open since {year}|in a former post office|with fair prices|under the old clock"
    "|where everybody knows your name|that takes cards and cash|with room for bicycles outside"
    "|known for its window display|in the third generation|with a garden|above the market hall"
    "|beside the fountain|that closes when the bread runs out|with step-free access"
)
TAGS = words(
    "family-friendly|wifi|terrace|dogs-welcome|delivery|pick-up|card-only|gift-cards|late-night"
    "|vegetarian|organic|second-hand|student-discount|parking|bicycle-rack|live-music"
)
