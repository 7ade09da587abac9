"""The first tables"""

import flask_security
import sqlalchemy as sa
from alembic import op

from app.db import UtcDateTime

revision = "0001_first_tables"
down_revision = None
branch_labels = None
depends_on = None


#: The database itself refuses to change or remove an event, whoever asks (R-AUD-1).
AUDIT_TRIGGERS = {
    "sqlite": (
        "CREATE TRIGGER audit_event_no_update BEFORE UPDATE ON audit_event "
        "BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END",
        "CREATE TRIGGER audit_event_no_delete BEFORE DELETE ON audit_event "
        "BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END",
    ),
    "postgresql": (
        "CREATE OR REPLACE FUNCTION refuse_audit_change() RETURNS trigger AS $$ "
        "BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$ LANGUAGE plpgsql",
        "CREATE TRIGGER audit_event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE "
        "ON audit_event FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()",
    ),
}


def upgrade() -> None:
    op.create_table(
        "attempt",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
    )
    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attempt_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_attempt_key"), ["key"], unique=False)

    op.create_table(
        "audit_event",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=200), nullable=False),
        sa.Column("action", sa.String(length=64), nullable=False),
        sa.Column("target", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_event")),
        sa.UniqueConstraint("hash", name=op.f("uq_audit_event_hash")),
    )
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_event_action"), ["action"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_event_target"), ["target"], unique=False)

    op.create_table(
        "framework",
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("area", sa.String(length=120), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("vision", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_framework")),
    )
    op.create_table(
        "heartbeat",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_heartbeat")),
    )
    op.create_table(
        "role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("description", sa.String(length=255), nullable=True),
        sa.Column("permissions", flask_security.datastore.AsaList(), nullable=True),
        sa.Column(
            "update_datetime",
            UtcDateTime(),
            server_default=sa.text("(CURRENT_TIMESTAMP)"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role")),
        sa.UniqueConstraint("name", name=op.f("uq_role_name")),
    )
    op.create_table(
        "staff",
        sa.Column("display_name", sa.String(length=120), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("last_code_step", sa.BigInteger(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=255), nullable=False),
        sa.Column("username", sa.String(length=255), nullable=True),
        sa.Column("password", sa.String(length=255), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("fs_uniquifier", sa.String(length=64), nullable=False),
        sa.Column("confirmed_at", UtcDateTime(), nullable=True),
        sa.Column("last_login_at", UtcDateTime(), nullable=True),
        sa.Column("current_login_at", UtcDateTime(), nullable=True),
        sa.Column("login_count", sa.Integer(), nullable=True),
        sa.Column("tf_primary_method", sa.String(length=64), nullable=True),
        sa.Column("tf_totp_secret", sa.String(length=255), nullable=True),
        sa.Column("tf_phone_number", sa.String(length=128), nullable=True),
        sa.Column("us_totp_secrets", sa.Text(), nullable=True),
        sa.Column("us_phone_number", sa.String(length=128), nullable=True),
        sa.Column("fs_webauthn_user_handle", sa.String(length=64), nullable=True),
        sa.Column("mf_recovery_codes", flask_security.datastore.AsaList(), nullable=True),
        sa.Column(
            "create_datetime",
            UtcDateTime(),
            server_default=sa.text("(CURRENT_TIMESTAMP)"),
            nullable=False,
        ),
        sa.Column(
            "update_datetime",
            UtcDateTime(),
            server_default=sa.text("(CURRENT_TIMESTAMP)"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("email", name=op.f("uq_staff_email")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_staff_fs_uniquifier")),
        sa.UniqueConstraint(
            "fs_webauthn_user_handle", name=op.f("uq_staff_fs_webauthn_user_handle")
        ),
        sa.UniqueConstraint("us_phone_number", name=op.f("uq_staff_us_phone_number")),
        sa.UniqueConstraint("username", name=op.f("uq_staff_username")),
    )
    op.create_table(
        "sub_group",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("easy_read_name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_sub_group")),
    )
    op.create_table(
        "survey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=True),
        sa.Column("closes_on", sa.Date(), nullable=True),
        sa.Column("results_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey")),
        sa.UniqueConstraint("slug", name=op.f("uq_survey_slug")),
    )
    op.create_table(
        "action",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "done",
                "in-progress",
                "planned",
                "cannot",
                "not-ours",
                name="actionkind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("for_whom", sa.String(length=200), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("instead", sa.Text(), nullable=False),
        sa.Column("whose", sa.String(length=200), nullable=False),
        sa.Column("owner_code", sa.String(length=40), nullable=False),
        sa.Column("owner_title", sa.String(length=160), nullable=False),
        sa.Column("promised_on", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.CheckConstraint("kind <> 'cannot' OR why <> ''", name=op.f("ck_action_cannot_says_why")),
        sa.CheckConstraint(
            "kind <> 'done' OR done_on IS NOT NULL", name=op.f("ck_action_done_has_a_day")
        ),
        sa.CheckConstraint(
            "kind <> 'not-ours' OR whose <> ''", name=op.f("ck_action_not_ours_says_whose")
        ),
        sa.CheckConstraint("what <> ''", name=op.f("ck_action_says_what")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["staff.id"], name=op.f("fk_action_created_by_id_staff")
        ),
        sa.ForeignKeyConstraint(
            ["owner_code"], ["sub_group.code"], name=op.f("fk_action_owner_code_sub_group")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action")),
    )
    op.create_table(
        "framework_item",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("framework_key", sa.String(length=60), nullable=False),
        sa.Column(
            "family",
            sa.Enum("priority", "value", "outcome", name="family", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("short_name", sa.String(length=200), nullable=False),
        sa.Column("easy_read_name", sa.String(length=200), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["framework_key"],
            ["framework.key"],
            name=op.f("fk_framework_item_framework_key_framework"),
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_framework_item")),
    )
    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["staff.id"], name=op.f("fk_invitation_user_id_staff"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitation_token_hash")),
    )
    op.create_table(
        "roles_users",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("role_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["role_id"], ["role.id"], name=op.f("fk_roles_users_role_id_role")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["staff.id"], name=op.f("fk_roles_users_user_id_staff")
        ),
        sa.PrimaryKeyConstraint("user_id", "role_id", name=op.f("pk_roles_users")),
    )
    op.create_table(
        "staff_session",
        sa.Column("id_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["staff.id"],
            name=op.f("fk_staff_session_user_id_staff"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id_hash", name=op.f("pk_staff_session")),
    )
    with op.batch_alter_table("staff_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_staff_session_user_id"), ["user_id"], unique=False)

    op.create_table(
        "survey_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("definition", sa.JSON(), nullable=False),
        sa.Column("checksum", sa.String(length=64), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["survey.id"], name=op.f("fk_survey_version_survey_id_survey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_version")),
        sa.UniqueConstraint("survey_id", "number", name=op.f("uq_survey_version_survey_id_number")),
    )
    op.create_table(
        "theme",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("easy_read_name", sa.String(length=160), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["staff.id"], name=op.f("fk_theme_created_by_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme")),
        sa.UniqueConstraint("name", name=op.f("uq_theme_name")),
    )
    op.create_table(
        "webauthn",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(length=1024), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.Integer(), nullable=True),
        sa.Column("transports", flask_security.datastore.AsaList(), nullable=True),
        sa.Column("backup_state", sa.Boolean(), nullable=False),
        sa.Column("device_type", sa.String(length=64), nullable=False),
        sa.Column("extensions", sa.String(length=255), nullable=True),
        sa.Column(
            "create_datetime",
            UtcDateTime(),
            server_default=sa.text("(CURRENT_TIMESTAMP)"),
            nullable=False,
        ),
        sa.Column("lastuse_datetime", UtcDateTime(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("usage", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["staff.id"], name=op.f("fk_webauthn_user_id_staff"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webauthn")),
    )
    with op.batch_alter_table("webauthn", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_webauthn_credential_id"), ["credential_id"], unique=True
        )

    op.create_table(
        "action_item",
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["action_id"],
            ["action.id"],
            name=op.f("fk_action_item_action_id_action"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["code"], ["framework_item.code"], name=op.f("fk_action_item_code_framework_item")
        ),
        sa.PrimaryKeyConstraint("action_id", "code", name=op.f("pk_action_item")),
    )
    with op.batch_alter_table("action_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_action_item_code"), ["code"], unique=False)

    op.create_table(
        "action_theme",
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["action_id"],
            ["action.id"],
            name=op.f("fk_action_theme_action_id_action"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["theme_id"],
            ["theme.id"],
            name=op.f("fk_action_theme_theme_id_theme"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("action_id", "theme_id", name=op.f("pk_action_theme")),
    )
    with op.batch_alter_table("action_theme", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_action_theme_theme_id"), ["theme_id"], unique=False)

    op.create_table(
        "action_update",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("text <> ''", name=op.f("ck_action_update_says_something")),
        sa.ForeignKeyConstraint(
            ["action_id"],
            ["action.id"],
            name=op.f("fk_action_update_action_id_action"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["staff.id"], name=op.f("fk_action_update_made_by_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_update")),
    )
    with op.batch_alter_table("action_update", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_action_update_action_id"), ["action_id"], unique=False)

    op.create_table(
        "draft",
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("survey_version_id", sa.Integer(), nullable=False),
        sa.Column(
            "style",
            sa.Enum("plain", "easy", name="style", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("locale", sa.String(length=12), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("touched_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["survey_version_id"],
            ["survey_version.id"],
            name=op.f("fk_draft_survey_version_id_survey_version"),
        ),
        sa.PrimaryKeyConstraint("key_hash", name=op.f("pk_draft")),
    )
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_draft_touched_at"), ["touched_at"], unique=False)

    op.create_table(
        "entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "waiting-for-sign-off",
                "signed-off",
                "published",
                "withdrawn",
                name="entrystatus",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("you_said", sa.Text(), nullable=False),
        sa.Column("we_did", sa.Text(), nullable=False),
        sa.Column("what_next", sa.Text(), nullable=False),
        sa.Column("easy_read_title", sa.String(length=160), nullable=False),
        sa.Column("easy_read_you_said", sa.Text(), nullable=False),
        sa.Column("easy_read_we_did", sa.Text(), nullable=False),
        sa.Column("pictures", sa.JSON(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("said_from", sa.Date(), nullable=True),
        sa.Column("said_until", sa.Date(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("signed_off_by_id", sa.Integer(), nullable=True),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "status NOT IN ('published', 'withdrawn') OR published_on IS NOT NULL",
            name=op.f("ck_entry_published_has_a_day"),
        ),
        sa.CheckConstraint(
            "status NOT IN ('signed-off', 'published', 'withdrawn') OR (signed_off_by_id IS NOT NULL AND signed_off_by_id <> author_id)",
            name=op.f("ck_entry_signed_off_by_someone_else"),
        ),
        sa.CheckConstraint("people >= 0", name=op.f("ck_entry_people_is_a_count")),
        sa.ForeignKeyConstraint(
            ["action_id"], ["action.id"], name=op.f("fk_entry_action_id_action")
        ),
        sa.ForeignKeyConstraint(["author_id"], ["staff.id"], name=op.f("fk_entry_author_id_staff")),
        sa.ForeignKeyConstraint(
            ["signed_off_by_id"], ["staff.id"], name=op.f("fk_entry_signed_off_by_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry")),
        sa.UniqueConstraint("id", "author_id", name=op.f("uq_entry_id_author_id")),
        sa.UniqueConstraint("slug", name=op.f("uq_entry_slug")),
    )
    with op.batch_alter_table("entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_entry_action_id"), ["action_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_entry_published_on"), ["published_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_entry_status"), ["status"], unique=False)

    op.create_table(
        "promise_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("old_date", sa.Date(), nullable=True),
        sa.Column("new_date", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("changed_on", sa.Date(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_promise_change_has_a_reason")),
        sa.ForeignKeyConstraint(
            ["action_id"],
            ["action.id"],
            name=op.f("fk_promise_change_action_id_action"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["staff.id"], name=op.f("fk_promise_change_changed_by_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promise_change")),
    )
    with op.batch_alter_table("promise_change", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_promise_change_action_id"), ["action_id"], unique=False
        )

    op.create_table(
        "submission",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("survey_version_id", sa.Integer(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column(
            "style",
            sa.Enum("plain", "easy", name="style", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("locale", sa.String(length=12), nullable=False),
        sa.Column(
            "channel",
            sa.Enum(
                "web", "group", "paper", "import", name="channel", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column(
            "whose_words",
            sa.Enum(
                "own",
                "read-to-me",
                "typed-for-me",
                "helped-to-choose",
                "for-someone",
                "group",
                "not-said",
                name="whosewords",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column(
            "consent",
            sa.Enum("quote", "count", "ask", name="consent", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("idempotency_hash", sa.String(length=64), nullable=False),
        sa.Column("receipt_hash", sa.String(length=64), nullable=True),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["survey_version_id"],
            ["survey_version.id"],
            name=op.f("fk_submission_survey_version_id_survey_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission")),
        sa.UniqueConstraint("idempotency_hash", name=op.f("uq_submission_idempotency_hash")),
        sa.UniqueConstraint("receipt_hash", name=op.f("uq_submission_receipt_hash")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_submission_is_demo"), ["is_demo"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_submission_received_on"), ["received_on"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_submission_survey_version_id"), ["survey_version_id"], unique=False
        )

    op.create_table(
        "answer",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("submission_id", sa.String(length=26), nullable=False),
        sa.Column("question_code", sa.String(length=60), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
            name=op.f("fk_answer_submission_id_submission"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer")),
        sa.UniqueConstraint(
            "submission_id", "question_code", name=op.f("uq_answer_submission_id_question_code")
        ),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_answer_question_code"), ["question_code"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_answer_submission_id"), ["submission_id"], unique=False
        )

    op.create_table(
        "comment",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("submission_id", sa.String(length=26), nullable=False),
        sa.Column("question_code", sa.String(length=60), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("question_text", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("locale", sa.String(length=12), nullable=False),
        sa.Column(
            "screen_state",
            sa.Enum(
                "flagged", "clear", "unscreened", name="screenstate", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("screen_level", sa.String(length=12), nullable=False),
        sa.Column("screen_matches", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
            name=op.f("fk_comment_submission_id_submission"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("comment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_comment_screen_state"), ["screen_state"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_comment_submission_id"), ["submission_id"], unique=False
        )

    op.create_table(
        "entry_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_entry_notice_has_a_reason")),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["entry.id"],
            name=op.f("fk_entry_notice_entry_id_entry"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["staff.id"], name=op.f("fk_entry_notice_made_by_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_notice")),
    )
    with op.batch_alter_table("entry_notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_entry_notice_entry_id"), ["entry_id"], unique=False)

    op.create_table(
        "sign_off",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("signed_by_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("is_approval", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("signed_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "is_approval OR note <> ''", name=op.f("ck_sign_off_an_objection_says_why")
        ),
        sa.CheckConstraint("signed_by_id <> author_id", name=op.f("ck_sign_off_not_by_the_author")),
        sa.ForeignKeyConstraint(
            ["entry_id", "author_id"],
            ["entry.id", "entry.author_id"],
            name=op.f("fk_sign_off_entry_id_entry"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["signed_by_id"], ["staff.id"], name=op.f("fk_sign_off_signed_by_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_off")),
    )
    with op.batch_alter_table("sign_off", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_off_entry_id"), ["entry_id"], unique=False)

    op.create_table(
        "entry_quote",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.String(length=26), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("whose", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"],
            ["comment.id"],
            name=op.f("fk_entry_quote_comment_id_comment"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["entry.id"],
            name=op.f("fk_entry_quote_entry_id_entry"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_quote")),
        sa.UniqueConstraint(
            "entry_id", "comment_id", name=op.f("uq_entry_quote_entry_id_comment_id")
        ),
    )
    with op.batch_alter_table("entry_quote", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_entry_quote_comment_id"), ["comment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_entry_quote_entry_id"), ["entry_id"], unique=False)

    op.create_table(
        "reading",
        sa.Column("comment_id", sa.String(length=26), nullable=False),
        sa.Column("model_version", sa.String(length=60), nullable=False),
        sa.Column("polarity", sa.String(length=12), nullable=False),
        sa.Column("has_suggestion", sa.Boolean(), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("read_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"],
            ["comment.id"],
            name=op.f("fk_reading_comment_id_comment"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("comment_id", "model_version", name=op.f("pk_reading")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "redaction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.String(length=26), nullable=False),
        sa.Column("start_at", sa.Integer(), nullable=False),
        sa.Column("end_at", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column(
            "origin",
            sa.Enum("machine", "person", name="origin", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "suggested", "accepted", "rejected", name="status", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "start_at >= 0 AND end_at > start_at", name=op.f("ck_redaction_is_a_span")
        ),
        sa.ForeignKeyConstraint(
            ["comment_id"],
            ["comment.id"],
            name=op.f("fk_redaction_comment_id_comment"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["staff.id"], name=op.f("fk_redaction_decided_by_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redaction")),
        sa.UniqueConstraint(
            "comment_id", "start_at", "end_at", name=op.f("uq_redaction_comment_id_start_at_end_at")
        ),
    )
    with op.batch_alter_table("redaction", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_redaction_comment_id"), ["comment_id"], unique=False)

    op.create_table(
        "review",
        sa.Column("comment_id", sa.String(length=26), nullable=False),
        sa.Column("reviewed_by_id", sa.Integer(), nullable=False),
        sa.Column("reviewed_at", UtcDateTime(), nullable=False),
        sa.Column("result", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"],
            ["comment.id"],
            name=op.f("fk_review_comment_id_comment"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["reviewed_by_id"], ["staff.id"], name=op.f("fk_review_reviewed_by_id_staff")
        ),
        sa.PrimaryKeyConstraint("comment_id", name=op.f("pk_review")),
    )
    op.create_table(
        "review_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.String(length=26), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("undone_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["comment_id"],
            ["comment.id"],
            name=op.f("fk_review_step_comment_id_comment"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["staff.id"], name=op.f("fk_review_step_made_by_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_step")),
    )
    with op.batch_alter_table("review_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_review_step_comment_id"), ["comment_id"], unique=False)

    op.create_table(
        "safeguarding_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.String(length=26), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "no-action",
                "advice",
                "referral",
                "emergency",
                "raised",
                name="outcome",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("is_closed", sa.Boolean(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_safeguarding_decision_has_a_reason")),
        sa.ForeignKeyConstraint(
            ["comment_id"],
            ["comment.id"],
            name=op.f("fk_safeguarding_decision_comment_id_comment"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"],
            ["staff.id"],
            name=op.f("fk_safeguarding_decision_decided_by_id_staff"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_safeguarding_decision")),
    )
    with op.batch_alter_table("safeguarding_decision", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_safeguarding_decision_comment_id"), ["comment_id"], unique=False
        )

    op.create_table(
        "tag",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.String(length=26), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("sign", sa.String(length=1), nullable=True),
        sa.Column(
            "origin",
            sa.Enum("machine", "person", name="origin", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "suggested", "accepted", "rejected", name="status", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column(
            "strength",
            sa.Enum("tag", "maybe", name="strength", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("score", sa.Double(), nullable=True),
        sa.Column("model_version", sa.String(length=60), nullable=True),
        sa.Column("start_at", sa.Integer(), nullable=False),
        sa.Column("end_at", sa.Integer(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(status = 'suggested') = (decided_by_id IS NULL)",
            name=op.f("ck_tag_only_a_person_decides"),
        ),
        sa.CheckConstraint(
            "origin = 'person' OR (model_version IS NOT NULL AND score IS NOT NULL)",
            name=op.f("ck_tag_a_machine_says_how_sure"),
        ),
        sa.CheckConstraint(
            "sign IS NULL OR sign IN ('+', '-', '~')", name=op.f("ck_tag_known_sign")
        ),
        sa.CheckConstraint(
            "length(evidence) = end_at - start_at", name=op.f("ck_tag_evidence_fits_its_span")
        ),
        sa.CheckConstraint(
            "start_at >= 0 AND end_at > start_at", name=op.f("ck_tag_evidence_is_a_span")
        ),
        sa.ForeignKeyConstraint(
            ["code"], ["framework_item.code"], name=op.f("fk_tag_code_framework_item")
        ),
        sa.ForeignKeyConstraint(
            ["comment_id"],
            ["comment.id"],
            name=op.f("fk_tag_comment_id_comment"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["staff.id"], name=op.f("fk_tag_decided_by_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tag")),
        sa.UniqueConstraint(
            "comment_id", "code", "origin", name=op.f("uq_tag_comment_id_code_origin")
        ),
    )
    with op.batch_alter_table("tag", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tag_code"), ["code"], unique=False)
        batch_op.create_index(batch_op.f("ix_tag_comment_id"), ["comment_id"], unique=False)

    op.create_table(
        "theme_comment",
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.String(length=26), nullable=False),
        sa.Column("added_on", sa.Date(), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["added_by_id"], ["staff.id"], name=op.f("fk_theme_comment_added_by_id_staff")
        ),
        sa.ForeignKeyConstraint(
            ["comment_id"],
            ["comment.id"],
            name=op.f("fk_theme_comment_comment_id_comment"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["theme_id"],
            ["theme.id"],
            name=op.f("fk_theme_comment_theme_id_theme"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("theme_id", "comment_id", name=op.f("pk_theme_comment")),
    )
    with op.batch_alter_table("theme_comment", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_theme_comment_comment_id"), ["comment_id"], unique=False
        )

    op.create_table(
        "waiting_comment",
        sa.Column("comment_id", sa.String(length=26), nullable=False),
        sa.Column("queued_at", UtcDateTime(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("not_before", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["comment_id"],
            ["comment.id"],
            name=op.f("fk_waiting_comment_comment_id_comment"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("comment_id", name=op.f("pk_waiting_comment")),
    )
    with op.batch_alter_table("waiting_comment", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_waiting_comment_queued_at"), ["queued_at"], unique=False
        )

    for statement in AUDIT_TRIGGERS[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    with op.batch_alter_table("waiting_comment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_waiting_comment_queued_at"))

    op.drop_table("waiting_comment")
    with op.batch_alter_table("theme_comment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_theme_comment_comment_id"))

    op.drop_table("theme_comment")
    with op.batch_alter_table("tag", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tag_comment_id"))
        batch_op.drop_index(batch_op.f("ix_tag_code"))

    op.drop_table("tag")
    with op.batch_alter_table("safeguarding_decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_safeguarding_decision_comment_id"))

    op.drop_table("safeguarding_decision")
    with op.batch_alter_table("review_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_review_step_comment_id"))

    op.drop_table("review_step")
    op.drop_table("review")
    with op.batch_alter_table("redaction", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_redaction_comment_id"))

    op.drop_table("redaction")
    op.drop_table("reading")
    with op.batch_alter_table("entry_quote", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_entry_quote_entry_id"))
        batch_op.drop_index(batch_op.f("ix_entry_quote_comment_id"))

    op.drop_table("entry_quote")
    with op.batch_alter_table("sign_off", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_off_entry_id"))

    op.drop_table("sign_off")
    with op.batch_alter_table("entry_notice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_entry_notice_entry_id"))

    op.drop_table("entry_notice")
    with op.batch_alter_table("comment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_comment_submission_id"))
        batch_op.drop_index(batch_op.f("ix_comment_screen_state"))

    op.drop_table("comment")
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_answer_submission_id"))
        batch_op.drop_index(batch_op.f("ix_answer_question_code"))

    op.drop_table("answer")
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_submission_survey_version_id"))
        batch_op.drop_index(batch_op.f("ix_submission_received_on"))
        batch_op.drop_index(batch_op.f("ix_submission_is_demo"))

    op.drop_table("submission")
    with op.batch_alter_table("promise_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_promise_change_action_id"))

    op.drop_table("promise_change")
    with op.batch_alter_table("entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_entry_status"))
        batch_op.drop_index(batch_op.f("ix_entry_published_on"))
        batch_op.drop_index(batch_op.f("ix_entry_action_id"))

    op.drop_table("entry")
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_draft_touched_at"))

    op.drop_table("draft")
    with op.batch_alter_table("action_update", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_action_update_action_id"))

    op.drop_table("action_update")
    with op.batch_alter_table("action_theme", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_action_theme_theme_id"))

    op.drop_table("action_theme")
    with op.batch_alter_table("action_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_action_item_code"))

    op.drop_table("action_item")
    with op.batch_alter_table("webauthn", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_webauthn_credential_id"))

    op.drop_table("webauthn")
    op.drop_table("theme")
    op.drop_table("survey_version")
    with op.batch_alter_table("staff_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_staff_session_user_id"))

    op.drop_table("staff_session")
    op.drop_table("roles_users")
    op.drop_table("invitation")
    op.drop_table("framework_item")
    op.drop_table("action")
    op.drop_table("survey")
    op.drop_table("sub_group")
    op.drop_table("staff")
    op.drop_table("role")
    op.drop_table("heartbeat")
    op.drop_table("framework")
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_event_target"))
        batch_op.drop_index(batch_op.f("ix_audit_event_action"))

    op.drop_table("audit_event")
    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attempt_key"))
        batch_op.drop_index(batch_op.f("ix_attempt_at"))

    op.drop_table("attempt")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION IF EXISTS refuse_audit_change")
