"""Who may open what: one row for every page. `app/accounts/access.py` is the gate that reads it."""

from app.accounts.models import RoleName

#: Anyone, without an account.
PUBLIC = "public"
#: Anyone who is signed in, whatever their roles.
SIGNED_IN = "signed in"
#: Nobody: a route that a library brings and that we keep shut.
NOBODY: frozenset[RoleName] = frozenset()

Access = str | frozenset[RoleName]

_REVIEWER = RoleName.REVIEWER
_SAFEGUARDING = RoleName.SAFEGUARDING_LEAD
_PUBLISHER = RoleName.PUBLISHER
_PARENT = RoleName.PARENT_REP
_YOUTH = RoleName.YOUTH_REP
_FACILITATOR = RoleName.FACILITATOR
_BOARD = RoleName.BOARD
_EXPORTER = RoleName.EXPORTER
_ADMIN = RoleName.ADMIN

#: Reads what people wrote, masked; what one mask hides is shown for a purpose (decision 0023).
_READS = frozenset({_REVIEWER, _SAFEGUARDING})
#: Groups comments into themes.
_REVIEWS = frozenset({_REVIEWER})
#: Sees themes, which carry redacted quotes and counts.
_THEMES = frozenset({_REVIEWER, _PUBLISHER})
#: Looks for comments, in masked words: in all of them who reviews, else in what was reviewed.
_FINDS = _READS | _THEMES
#: Takes words that a search finds away as a file; a search takes another role (R-EXP-2).
_EXPORTS = frozenset({_EXPORTER})
#: Writes actions and entries.
_WRITES = frozenset({_PUBLISHER})
#: Reads actions and entries before they are published.
_TRACKS = frozenset({_PUBLISHER, _REVIEWER, _PARENT, _YOUTH, _BOARD})
#: Reads what a sub-group needs before it meets: families' representatives when the council does.
_PREPARES = frozenset({_PUBLISHER, _REVIEWER, _PARENT, _YOUTH})
#: Says yes or no to an entry that somebody else wrote.
_SIGNS_OFF = frozenset({_PARENT, _YOUTH})
_SAFEGUARDS = frozenset({_SAFEGUARDING})
_ADMINISTERS = frozenset({_ADMIN})
#: Takes surveys with groups.
_FACILITATES = frozenset({_FACILITATOR})
#: Has the papers that people filled in, and types them in.
_ENTERS = frozenset({_FACILITATOR, _REVIEWER})
#: Makes surveys.
_MAKES = frozenset({_PUBLISHER, _ADMIN})
#: Looks at a survey that somebody else made before it goes live.
_LOOKS = _MAKES | _SIGNS_OFF

MATRIX: dict[str, Access] = {
    # kernel
    "csp_report": PUBLIC,
    "health": PUBLIC,
    "ready": PUBLIC,
    # accounts
    "accounts.show_desk": SIGNED_IN,
    "accounts.show_account": SIGNED_IN,
    "accounts.list_people": _ADMINISTERS,
    "accounts.list_alerts": _ADMINISTERS,
    "accounts.invite_person": _ADMINISTERS,
    "accounts.show_person": _ADMINISTERS,
    "accounts.change_roles": _ADMINISTERS,
    "accounts.switch_person": _ADMINISTERS,
    "accounts.renew_invitation": _ADMINISTERS,
    "accounts.join": PUBLIC,
    "security.login": PUBLIC,
    "security.logout": PUBLIC,
    "security.verify": SIGNED_IN,
    "security.change_password": SIGNED_IN,
    "security.two_factor_setup": PUBLIC,  # halfway through signing in; it checks for itself
    "security.two_factor_setup_validate": PUBLIC,
    "security.two_factor_token_validation": PUBLIC,
    "security.mf_recovery": PUBLIC,
    "security.mf_recovery_codes": SIGNED_IN,
    "security.two_factor_rescue": NOBODY,  # codes by e-mail: not a second factor (R-AUT-5)
    "security.tf_select": NOBODY,  # there is one second factor to choose from
    # equality
    "equality.choose_who": PUBLIC,
    "equality.ask": PUBLIC,
    "equality.thanks": PUBLIC,
    # pictures
    "pictures.show_picture": PUBLIC,
    "pictures.list_pictures": _MAKES,
    "pictures.add_picture": _MAKES,
    "pictures.edit_picture": _MAKES,
    "pictures.remove_picture": _MAKES,
    # surveys
    "surveys.list_surveys": _LOOKS,
    "surveys.show_work": _LOOKS,
    "surveys.make_survey": _MAKES,
    "surveys.import_survey": _MAKES,
    "surveys.edit_survey": _MAKES,
    "surveys.edit_about": _MAKES,
    "surveys.edit_words": _MAKES,
    "surveys.show_file": _LOOKS,
    "surveys.show_live_file": _LOOKS,
    "surveys.discard_work": _MAKES,
    "surveys.add_question": _MAKES,
    "surveys.edit_question": _MAKES,
    "surveys.move_page": _MAKES,
    "surveys.move_question": _MAKES,
    "surveys.add_ready_made": _MAKES,
    "surveys.edit_scale": _MAKES,
    "surveys.edit_another": _MAKES,
    "surveys.tell_results": _MAKES,
    "surveys.list_sounds": _MAKES,
    "surveys.edit_sounds": _MAKES,
    "surveys.change_sound": _MAKES,
    "hearing.play": PUBLIC,
    "surveys.check_words": _MAKES | _REVIEWS,
    "surveys.let_stand": _MAKES,
    "surveys.ask_for_look": _MAKES,
    "surveys.send_back": _LOOKS,
    "surveys.put_live": _LOOKS,
    # responses
    "responses.start_survey": PUBLIC,
    "responses.show_page": PUBLIC,
    "responses.check_answers": PUBLIC,
    "responses.leave": PUBLIC,
    "coming_back.save": PUBLIC,
    "coming_back.come_back": PUBLIC,
    "speaking.say": PUBLIC,
    "speaking.play_own": PUBLIC,
    "paper.show_paper": PUBLIC,
    "paper.show_paper_pdf": PUBLIC,
    "entering.list_surveys": _ENTERS,
    "entering.enter": _ENTERS,
    "bringing_in.choose_file": _REVIEWS,
    "bringing_in.map_columns": _REVIEWS,
    "numbers.show_numbers": _LOOKS,
    "numbers.show_results": _LOOKS,
    "preview.show_start": _LOOKS,
    "preview.show_intro": _LOOKS,
    "preview.show_page": _LOOKS,
    "preview.show_frame": _LOOKS,
    "preview.show_paper": _LOOKS,
    # groups
    "groups.list_sessions": _FACILITATES,
    "groups.come_back": _FACILITATES,
    "groups.show_session": _FACILITATES,
    "groups.use_device": _FACILITATES,
    "groups.change_code": _FACILITATES,
    "groups.show_page": _FACILITATES,
    "groups.show_stop": _FACILITATES,
    "groups.close": _FACILITATES,
    "groups.discard": _FACILITATES,
    "locking.lock": _FACILITATES,
    "locking.show": _FACILITATES,  # takes the PIN
    "locking.choose_pin": _FACILITATES,
    "joining.join": PUBLIC,
    "tablet.start": PUBLIC,
    "tablet.thanks": PUBLIC,
    "tablet.still_there": PUBLIC,
    "tablet.away": PUBLIC,
    "tablet.leave": PUBLIC,  # takes the PIN
    "no_signal.show": PUBLIC,
    "no_signal.show_hands": _FACILITATES,
    "no_signal.show_worker": PUBLIC,
    "no_signal.give_token": PUBLIC,
    "no_signal.unlock": PUBLIC,  # takes the PIN, like the three below
    "no_signal.send": PUBLIC,
    "no_signal.send_hands": PUBLIC,
    "no_signal.finish": PUBLIC,
    # safeguarding
    "safeguarding.list_comments": _SAFEGUARDS,
    "safeguarding.show_comment": _SAFEGUARDS,
    "safeguarding.show_next": _SAFEGUARDS,
    "safeguarding.decide": _SAFEGUARDS,
    "safeguarding.raise_concern": _SAFEGUARDS,
    "listening.list_recordings": _READS,
    "listening.show_recording": _READS,
    "listening.play": _READS,
    # analysis
    "analysis.list_comments": _READS,
    "analysis.show_next": _READS,
    "analysis.show_comment": _READS,
    "analysis.look_behind_mask": _READS,
    "analysis.open_original": _SAFEGUARDS,  # the one role that opens an original (A8)
    "analysis.take_step": _READS,
    "analysis.add_tag": _READS,
    "analysis.add_mask": _READS,
    "analysis.raise_concern": _READS,
    "analysis.list_translations": _READS,
    "analysis.translate": _READS,
    "analysis.keep_translation": _READS,
    "analysis.show_second_reading": _REVIEWS,
    "analysis.read_again": _REVIEWS,
    "analysis.type_paper_again": _ENTERS,
    "analysis.settle_paper": _ENTERS,
    "analysis.show_accuracy": _REVIEWS | _WRITES | frozenset({_BOARD, _ADMIN}),
    "analysis.show_reader": _ADMINISTERS,
    "analysis.teach_reader": _ADMINISTERS,
    "analysis.put_reader_back": _ADMINISTERS,
    "analysis.show_area_lists": _ADMINISTERS,
    "analysis.replace_area_list": _ADMINISTERS,
    "analysis.put_area_list_back": _ADMINISTERS,
    "analysis.search": _FINDS,
    "analysis.show_search": _FINDS,
    "analysis.name_search": _FINDS,
    "analysis.remove_search": _FINDS,
    "analysis.ask_for_figures": _FINDS,
    "analysis.ask_for_words": _EXPORTS,
    "analysis.list_exports": _FINDS | _EXPORTS | _ADMINISTERS,  # administrators: everybody's
    "analysis.show_export": _FINDS | _EXPORTS,
    "analysis.take_export": _FINDS | _EXPORTS,  # for words it asks for both rights again
    "analysis.choose_theme": _REVIEWS,
    "analysis.list_themes": _THEMES,
    "analysis.show_theme": _THEMES,
    "analysis.add_theme": _REVIEWS,
    "analysis.change_theme": _REVIEWS,
    "analysis.merge_theme": _REVIEWS,
    "analysis.split_theme": _REVIEWS,
    "analysis.show_count": _THEMES,
    "analysis.pick_comments": _REVIEWS,
    "analysis.remove_comment": _REVIEWS,
    "analysis.choose_typical": _REVIEWS,
    "analysis.ask_for_groups": _REVIEWS,
    "analysis.list_groupings": _REVIEWS,
    "analysis.show_grouping": _REVIEWS,
    "analysis.ask_again": _REVIEWS,
    "analysis.show_group": _REVIEWS,
    "analysis.change_group": _REVIEWS,
    "analysis.accept_group": _REVIEWS,
    "analysis.show_outside": _FINDS | frozenset({_BOARD, _ADMIN}),
    # tracker
    "tracker.list_actions": _TRACKS,
    "tracker.add_action": _WRITES,
    "tracker.show_action": _TRACKS,
    "tracker.edit_action": _WRITES,
    "tracker.move_date": _WRITES,
    "tracker.add_update": _WRITES,
    "tracker.mark_done": _WRITES,
    "tracker.list_promises": _TRACKS,
    "tracker.list_meetings": _PREPARES,
    "tracker.add_meeting": _WRITES,
    "tracker.show_pack": _PREPARES,
    "tracker.show_pack_word": _PREPARES,
    "tracker.show_pack_pdf": _PREPARES,
    "tracker.decide": _WRITES,
    "tracker.choose_reminded": _WRITES,
    "tracker.show_evidence": _TRACKS,
    "tracker.show_evidence_word": _TRACKS,
    "tracker.edit_stage": _WRITES,
    "tracker.edit_values": _WRITES,
    "tracker.edit_decision": _WRITES,
    "tracker.export_evidence": _TRACKS,
    "tracker.list_entries": _TRACKS,
    "tracker.add_entry": _WRITES,
    "tracker.show_entry": _TRACKS,
    "tracker.edit_entry": _WRITES,
    "tracker.let_stand": _WRITES,
    "tracker.edit_translation": _WRITES,
    "tracker.send_entry": _WRITES,
    "tracker.sign_off": _SIGNS_OFF,
    "tracker.check_entry": _WRITES,
    "tracker.publish_entry": _WRITES,
    "tracker.correct_entry": _WRITES,
    "tracker.sign_correction": _SIGNS_OFF,
    "tracker.schedule_entry": _WRITES,
    "tracker.withdraw_entry": _WRITES,
    "tracker.list_recalls": _WRITES,
    "tracker.settle_recall": _WRITES,
    # public
    "public.home": PUBLIC,
    "public.list_entries": PUBLIC,
    "public.list_promises": PUBLIC,
    "public.show_entry": PUBLIC,
    "public.show_entry_pdf": PUBLIC,
    "public.show_feed": PUBLIC,
    "public.show_json_feed": PUBLIC,
    "public.list_themes": PUBLIC,
    "public.show_theme": PUBLIC,
    "public.embed_entries": PUBLIC,
    "public.embed_entry": PUBLIC,
    "public.show_year": PUBLIC,
    "public.show_year_csv": PUBLIC,
    "public.for_other_sites": PUBLIC,
    "public.find_receipt": PUBLIC,
    "public.pick_pictures": PUBLIC,
    "api.list_entries": PUBLIC,
    "api.show_entry": PUBLIC,
    "api.list_themes": PUBLIC,
    "api.show_framework": PUBLIC,
    "api.show_counts": PUBLIC,
    "api.show_document": PUBLIC,
    "public.show_receipt": PUBLIC,
    "public.help_now": PUBLIC,
    "public.privacy": PUBLIC,
    "public.accessibility": PUBLIC,
    "public.choose_display": PUBLIC,
    "public.show_kept_here": PUBLIC,
    "public.pictures": PUBLIC,
    "public.answer_consent": PUBLIC,
    "public.answer_did_it_help": PUBLIC,
    "public.ask_whether_better": PUBLIC,
    "public.say_whether_better": PUBLIC,
    "public.withdraw_words": PUBLIC,
    "public.correct_words": PUBLIC,
    "public.add_words": PUBLIC,
    "public.accuracy": PUBLIC,
    "public.robots": PUBLIC,
    "public.security_txt": PUBLIC,
    # updates
    "updates.ask": PUBLIC,
    "updates.asked": PUBLIC,
    "updates.show_mine": PUBLIC,  # the token of a mail is the right to
    "updates.confirm": PUBLIC,
    "updates.stop": PUBLIC,
    "updates.switch_updates": _ADMINISTERS,
    "updates.list_deliveries": _ADMINISTERS,
}
