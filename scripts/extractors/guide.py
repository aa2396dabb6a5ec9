"""The guide's way: pages by $skip, a watermark that is the largest last_updated_time seen, upsert by id.

Written from the description in the vendor's integration guide, with what such scripts usually do about errors: a request is
tried three times; then the collection ends there, and what was read of it is loaded.

Environment: SOURCE (…/export/v1/records), KEY, OUT (a folder), WAIT (seconds before a request is tried again; 60 by advice).
"""

import json
import os
import time
from pathlib import Path

import requests

ENTITIES = ["users", "conversations", "interactions", "plugin-calls", "plugin-resources"]
PAGE = 1000

out = Path(os.environ["OUT"])
out.mkdir(parents=True, exist_ok=True)
session = requests.Session()
session.headers["Authorization"] = os.environ["KEY"]


def ask(entity, params):
    for _ in range(3):
        try:
            answer = session.get(f"{os.environ['SOURCE']}/{entity}", params=params, timeout=60)
            if answer.status_code == 200:
                return answer.json().get("value") or []
        except requests.RequestException:
            pass
        time.sleep(float(os.environ.get("WAIT", "60")))
    return None


def extract(entity):
    state = out / f"{entity}.state.json"
    known = json.loads(state.read_text()) if state.exists() else {"watermark": None, "records": {}}
    records, watermark, skip = known["records"], known["watermark"], 0
    while True:
        params = {"$orderby": "id", "$top": PAGE, "$skip": skip}
        if known["watermark"]:
            params["$filter"] = f"last_updated_time ge '{known['watermark']}'"
        page = ask(entity, params)
        if page is None:
            break
        for record in page:
            if isinstance(record, dict) and "id" in record:
                records[record["id"]] = record
                watermark = max(watermark or "", str(record["last_updated_time"]))
        if len(page) < PAGE:
            break
        skip += PAGE
    state.write_text(json.dumps({"watermark": watermark, "records": records}))
    with (out / f"{entity}.ndjson").open("w") as file:
        for record in records.values():
            file.write(json.dumps(record) + "\n")


for name in ENTITIES:
    extract(name)
