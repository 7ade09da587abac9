"""Evidence of co-production, reminders, meetings; young people sign off too, and corrections wait"""

import sqlalchemy as sa
from alembic import op

from app.db import UtcDateTime

revision = "0011_acting_and_signing_off"
down_revision = "0010_own_pictures"
branch_labels = None
depends_on = None

YOUNG_PEOPLE_AGREED = (
    "NOT needs_youth OR status NOT IN ('signed-off', 'published', 'withdrawn') "
    "OR (youth_signed_by_id IS NOT NULL AND youth_signed_by_id <> author_id "
    "AND youth_signed_by_id <> signed_off_by_id)"
)


def upgrade() -> None:
    op.create_table(
        "meeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_code", sa.String(length=40), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["group_code"], ["sub_group.code"], name=op.f("fk_meeting_group_code_sub_group")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["staff.id"], name=op.f("fk_meeting_made_by_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
        sa.UniqueConstraint("group_code", "held_on", name=op.f("uq_meeting_group_code_held_on")),
    )
    op.create_table(
        "action_stage",
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=40), nullable=False),
        sa.Column("level", sa.String(length=40), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["action_id"],
            ["action.id"],
            name=op.f("fk_action_stage_action_id_action"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("action_id", "stage", name=op.f("pk_action_stage")),
    )
    op.create_table(
        "action_value",
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("held", sa.String(length=40), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.CheckConstraint("how <> ''", name=op.f("ck_action_value_says_how_we_know")),
        sa.ForeignKeyConstraint(
            ["action_id"],
            ["action.id"],
            name=op.f("fk_action_value_action_id_action"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["code"], ["framework_item.code"], name=op.f("fk_action_value_code_framework_item")
        ),
        sa.PrimaryKeyConstraint("action_id", "code", name=op.f("pk_action_value")),
    )
    with op.batch_alter_table("action_value") as table:
        table.create_index(op.f("ix_action_value_code"), ["code"], unique=False)

    op.create_table(
        "reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("promised_on", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("taken_at", UtcDateTime(), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["action_id"],
            ["action.id"],
            name=op.f("fk_reminder_action_id_action"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["staff.id"],
            name=op.f("fk_reminder_person_id_staff"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
        sa.UniqueConstraint(
            "action_id", "promised_on", "kind", name=op.f("uq_reminder_action_id_promised_on_kind")
        ),
    )
    with op.batch_alter_table("reminder") as table:
        table.create_index(op.f("ix_reminder_person_id"), ["person_id"], unique=False)
        table.create_index(op.f("ix_reminder_sent_at"), ["sent_at"], unique=False)

    op.create_table(
        "entry_correction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("needs_youth", sa.Boolean(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("parent_signed_by_id", sa.Integer(), nullable=True),
        sa.Column("youth_signed_by_id", sa.Integer(), nullable=True),
        sa.Column("applied_on", sa.Date(), nullable=True),
        sa.Column("refused_on", sa.Date(), nullable=True),
        sa.Column("refused_by_id", sa.Integer(), nullable=True),
        sa.Column("refusal", sa.Text(), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_entry_correction_has_a_reason")),
        sa.CheckConstraint(
            "refused_on IS NULL OR refusal <> ''",
            name=op.f("ck_entry_correction_a_refusal_says_why"),
        ),
        sa.CheckConstraint(
            "applied_on IS NULL OR (parent_signed_by_id IS NOT NULL AND (NOT needs_youth OR youth_signed_by_id IS NOT NULL))",
            name=op.f("ck_entry_correction_agreed_before_it_shows"),
        ),
        sa.CheckConstraint(
            "parent_signed_by_id <> author_id AND youth_signed_by_id <> author_id AND parent_signed_by_id <> youth_signed_by_id",
            name=op.f("ck_entry_correction_agreed_by_others"),
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["staff.id"], name=op.f("fk_entry_correction_author_id_staff")
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["entry.id"],
            name=op.f("fk_entry_correction_entry_id_entry"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["parent_signed_by_id"],
            ["staff.id"],
            name=op.f("fk_entry_correction_parent_signed_by_id_staff"),
        ),
        sa.ForeignKeyConstraint(
            ["refused_by_id"], ["staff.id"], name=op.f("fk_entry_correction_refused_by_id_staff")
        ),
        sa.ForeignKeyConstraint(
            ["youth_signed_by_id"],
            ["staff.id"],
            name=op.f("fk_entry_correction_youth_signed_by_id_staff"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_correction")),
    )
    with op.batch_alter_table("entry_correction") as table:
        table.create_index(op.f("ix_entry_correction_entry_id"), ["entry_id"], unique=False)

    op.create_table(
        "stage_people",
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=40), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.CheckConstraint("people > 0", name=op.f("ck_stage_people_somebody_took_part")),
        sa.ForeignKeyConstraint(
            ["action_id", "stage"],
            ["action_stage.action_id", "action_stage.stage"],
            name=op.f("fk_stage_people_action_id_action_stage"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("action_id", "stage", "role", name=op.f("pk_stage_people")),
    )
    with op.batch_alter_table("action") as table:
        table.add_column(sa.Column("given_up_on", sa.Date(), nullable=True))
        table.add_column(
            sa.Column("decision", sa.String(length=300), nullable=False, server_default="")
        )
        table.add_column(sa.Column("decided_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("meeting_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("reminded_id", sa.Integer(), nullable=True))
        table.create_index(op.f("ix_action_meeting_id"), ["meeting_id"], unique=False)
        table.create_index(op.f("ix_action_reminded_id"), ["reminded_id"], unique=False)
        table.create_foreign_key(
            op.f("fk_action_reminded_id_staff"), "staff", ["reminded_id"], ["id"]
        )
        table.create_foreign_key(
            op.f("fk_action_meeting_id_meeting"),
            "meeting",
            ["meeting_id"],
            ["id"],
            ondelete="SET NULL",
        )

    with op.batch_alter_table("entry") as table:
        table.add_column(
            sa.Column("needs_youth", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        table.add_column(sa.Column("youth_signed_by_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("publish_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("scheduled_by_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("held_back_on", sa.Date(), nullable=True))
        table.create_check_constraint(op.f("ck_entry_young_people_agreed_too"), YOUNG_PEOPLE_AGREED)
        table.create_index(op.f("ix_entry_publish_on"), ["publish_on"], unique=False)
        table.create_foreign_key(
            op.f("fk_entry_scheduled_by_id_staff"), "staff", ["scheduled_by_id"], ["id"]
        )
        table.create_foreign_key(
            op.f("fk_entry_youth_signed_by_id_staff"), "staff", ["youth_signed_by_id"], ["id"]
        )

    with op.batch_alter_table("sign_off") as table:
        table.add_column(
            sa.Column("is_public", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        table.create_check_constraint(
            op.f("ck_sign_off_what_is_public_says_something"), "NOT is_public OR note <> ''"
        )
    with op.batch_alter_table("action") as table:
        table.alter_column("decision", server_default=None)
    with op.batch_alter_table("entry") as table:
        table.alter_column("needs_youth", server_default=None)
    with op.batch_alter_table("sign_off") as table:
        table.alter_column("is_public", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("sign_off") as table:
        table.drop_constraint(op.f("ck_sign_off_what_is_public_says_something"), type_="check")
        table.drop_column("is_public")

    with op.batch_alter_table("entry") as table:
        table.drop_constraint(op.f("ck_entry_young_people_agreed_too"), type_="check")
        table.drop_constraint(op.f("fk_entry_youth_signed_by_id_staff"), type_="foreignkey")
        table.drop_constraint(op.f("fk_entry_scheduled_by_id_staff"), type_="foreignkey")
        table.drop_index(op.f("ix_entry_publish_on"))
        table.drop_column("held_back_on")
        table.drop_column("scheduled_by_id")
        table.drop_column("publish_on")
        table.drop_column("youth_signed_by_id")
        table.drop_column("needs_youth")

    with op.batch_alter_table("action") as table:
        table.drop_constraint(op.f("fk_action_meeting_id_meeting"), type_="foreignkey")
        table.drop_constraint(op.f("fk_action_reminded_id_staff"), type_="foreignkey")
        table.drop_index(op.f("ix_action_reminded_id"))
        table.drop_index(op.f("ix_action_meeting_id"))
        table.drop_column("reminded_id")
        table.drop_column("meeting_id")
        table.drop_column("decided_on")
        table.drop_column("decision")
        table.drop_column("given_up_on")

    op.drop_table("stage_people")
    with op.batch_alter_table("entry_correction") as table:
        table.drop_index(op.f("ix_entry_correction_entry_id"))

    op.drop_table("entry_correction")
    with op.batch_alter_table("reminder") as table:
        table.drop_index(op.f("ix_reminder_sent_at"))
        table.drop_index(op.f("ix_reminder_person_id"))

    op.drop_table("reminder")
    with op.batch_alter_table("action_value") as table:
        table.drop_index(op.f("ix_action_value_code"))

    op.drop_table("action_value")
    op.drop_table("action_stage")
    op.drop_table("meeting")
