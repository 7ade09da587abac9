"""The library as spaCy components."""

from dataclasses import asdict

import spacy
from spacy.tokens import DocBin

from nlp.components import make_doc
from nlp.types import MAX_CHARACTERS, CommentIn

WAITING = CommentIn(
    "1",
    "What is not going well?",
    "We waited ten months for speech therapy and nobody rang. Mrs Oakley was kind.",
    "parent",
)


def _pipeline(model_folder, *names):
    pipeline = spacy.blank("en")
    for name in names:
        config = {"model": str(model_folder)} if name == "comment_tags" else {}
        pipeline.add_pipe(name, config=config)
    return pipeline


def test_tags_are_those_of_the_tagger_with_the_same_characters(model_folder, tagger, few_examples):
    pipeline = _pipeline(model_folder, "comment_tags")
    comments = [example.comment for example in few_examples[:60]]

    docs = list(pipeline.pipe(make_doc(pipeline, one) for one in comments))

    assert any(doc.spans["tags"] for doc in docs)
    for doc, reading in zip(docs, tagger.read(comments), strict=True):
        assert doc._.tags == [asdict(tag) for tag in reading.tags]
        assert {span.label_ for span in doc.spans["tags"]} == {
            tag.code for tag in reading.tags if tag.strength == "tag"
        }
        assert (doc.cats, doc._.language) == (reading.scores, reading.language)
        assert (doc._.polarity, doc._.has_suggestion) == (reading.polarity, reading.has_suggestion)
        assert doc._.safeguarding == reading.safeguarding


def test_masks_cover_what_could_say_who_somebody_is():
    doc = _pipeline(None, "comment_masks")(make_doc(spacy.blank("en"), WAITING))

    (mask,) = doc.spans["masks"]
    assert (mask.label_, mask.text) == ("name", "Mrs Oakley")
    (found,) = doc._.masks
    assert doc.text[found["start"] : found["end"]] == "Mrs Oakley"
    assert found["reason"]


def test_the_screen_uses_the_question():
    pipeline = _pipeline(None, "comment_screen")
    asked = CommentIn("1", "Do you feel safe at home?", "No")

    doc = pipeline(make_doc(pipeline, asked))

    assert doc._.safeguarding == "urgent"
    assert {span.text for span in doc.spans["safeguarding"]} == {"No"}
    assert {match["level"] for match in doc._.matches} >= {"urgent"}
    assert pipeline("No")._.safeguarding == "none"


def test_the_tagger_never_lowers_what_the_screen_says(model_folder):
    pipeline = _pipeline(model_folder, "comment_screen", "comment_tags")

    doc = pipeline(make_doc(pipeline, CommentIn("1", "", "My uncle hits me every night")))

    assert doc._.safeguarding == "urgent"


def test_what_is_not_english_carries_no_tags(model_folder):
    pipeline = _pipeline(model_folder, "comment_tags")

    doc = pipeline("Nikt nam nie powiedział, kiedy będzie wizyta u logopedy.")

    assert doc._.language == "pl"
    assert not doc.spans["tags"]
    assert not doc.spans["maybe"]


def test_a_long_text_is_cut_and_says_so():
    pipeline = spacy.blank("en")

    doc = make_doc(pipeline, CommentIn("1", "", "a:" * MAX_CHARACTERS))

    assert len(doc.text) == MAX_CHARACTERS
    assert doc._.is_cut
    assert not make_doc(pipeline, WAITING)._.is_cut


def test_a_saved_pipeline_opens_with_the_model_it_was_made_with(model_folder, tmp_path):
    pipeline = _pipeline(model_folder, "comment_masks", "comment_tags")
    pipeline.to_disk(tmp_path / "pipeline")

    opened = spacy.load(tmp_path / "pipeline")

    before, after = (one(make_doc(one, WAITING)) for one in (pipeline, opened))
    assert [(s.label_, s.text) for s in before.spans["tags"]] == [
        (s.label_, s.text) for s in after.spans["tags"]
    ]
    assert before.spans["tags"]


def test_a_read_document_can_be_kept_in_spacys_own_format(model_folder):
    pipeline = _pipeline(model_folder, "comment_tags")
    doc = pipeline(make_doc(pipeline, WAITING))

    kept = DocBin(docs=[doc], store_user_data=True).to_bytes()
    (again,) = DocBin(store_user_data=True).from_bytes(kept).get_docs(pipeline.vocab)

    assert [s.label_ for s in again.spans["tags"]] == [s.label_ for s in doc.spans["tags"]]
    assert (again._.question, list(again._.tags)) == (WAITING.question, doc._.tags)
