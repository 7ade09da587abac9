"""How state machines run whose every step opens pages."""

from hypothesis import HealthCheck, Phase, settings


def steps_on_pages(*, examples: int, steps: int) -> settings:
    """Return settings for a few runs: what fails is shown as it came, and not made small."""
    return settings(
        max_examples=examples,
        stateful_step_count=steps,
        phases=[Phase.generate],
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    )
