"""A broken copy of the web process, for the tests of the tests: it says thank you first.

It stores what was sent a moment later, from memory: the mistake that lost nine words in ten when
it was tried. `gunicorn tests.security.too_early:app`.
"""

import threading
import time

from flask import request, session

from app.responses import services
from wsgi import app

LATER_SECONDS = 0.4
right_view = app.view_functions["responses.check_answers"]


def check_answers(slug: str):
    if request.method != "POST" or "X-Later" in request.headers:
        return right_view(slug)
    secret = session["drafts"][slug]
    cookie, data = request.headers["Cookie"], request.form.to_dict()
    url, host = request.path, request.host

    def store_later() -> None:
        time.sleep(LATER_SECONDS)
        client = app.test_client(use_cookies=False)
        client.post(
            url, data=data, headers={"Cookie": cookie, "X-Later": "1"}, base_url=f"http://{host}"
        )

    threading.Thread(target=store_later, daemon=True).start()
    return f'<span class="sd-code">{services.receipt_code(services.form_key_of(secret))}</span>'


right_view_marks = vars(right_view)
vars(check_answers).update(right_view_marks)
app.view_functions["responses.check_answers"] = check_answers
