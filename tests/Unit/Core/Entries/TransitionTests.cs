using Opportune.Core;

namespace Opportune.Tests.Unit.Core.Entries;

public class TransitionTests
{
    // The table of Transitions, said again: what a person may do in each state.
    private static readonly Dictionary<EntryState, string> Allowed = new()
    {
        [EntryState.New] = "review snooze wait close",
        [EntryState.Queued] = "review snooze wait close reopen",
        [EntryState.InReview] = "review snooze wait close",
        [EntryState.Reopened] = "review snooze wait close reopen",
        [EntryState.Snoozed] = "review snooze wait close reopen",
        [EntryState.Waiting] = "review snooze wait close reopen",
        [EntryState.ClosedByPerson] = "close reopen",
        [EntryState.ClosedByEvidence] = "close",
        [EntryState.Withdrawn] = "close",
    };

    private static readonly Dictionary<DispositionEffect, string> OfEffect = new()
    {
        [DispositionEffect.Review] = "in-review",
        [DispositionEffect.Snooze] = "snooze",
        [DispositionEffect.Wait] = "dxa-ordered",
        [DispositionEffect.Close] = "patient-declined",
        [DispositionEffect.Reopen] = "reopen",
    };

    private static readonly Dictionary<DispositionEffect, EntryState> Leads = new()
    {
        [DispositionEffect.Review] = EntryState.InReview,
        [DispositionEffect.Snooze] = EntryState.Snoozed,
        [DispositionEffect.Wait] = EntryState.Waiting,
        [DispositionEffect.Close] = EntryState.ClosedByPerson,
        [DispositionEffect.Reopen] = EntryState.Reopened,
    };

    public static TheoryData<EntryState, DispositionEffect> All =>
        [.. from state in Enum.GetValues<EntryState>() from effect in Enum.GetValues<DispositionEffect>() select new TheoryDataRow<EntryState, DispositionEffect>(state, effect)];

    [Theory]
    [MemberData(nameof(All))]
    public void Each_effect_is_taken_or_refused_in_each_state(EntryState state, DispositionEffect effect)
    {
        var entry = Deciding.In(state);
        Assert.Equal(state, entry.On(Deciding.Today));
        var ruling = Deciding.Rule(OfEffect[effect], entry, role: state == EntryState.ClosedByPerson && effect == DispositionEffect.Reopen ? Role.ClinicalLead : Role.Clinician);
        if (!Allowed[state].Split(' ').Contains(EntryNames.Of(effect)))
        {
            Assert.Null(ruling.Decision);
            Assert.DoesNotContain('\n', Assert.IsType<string>(ruling.Refused));
            return;
        }
        Assert.Null(ruling.Refused);
        var expected = state == EntryState.Withdrawn ? EntryState.Withdrawn : Leads[effect];
        Assert.Equal(expected, entry.With(ruling.Decision!).On(Deciding.Today));
    }

    [Fact]
    public void A_close_of_a_withdrawn_entry_holds_when_the_finding_comes_back()
    {
        var decision = Deciding.Rule("patient-declined", Deciding.In(EntryState.Withdrawn)).Decision!;
        Assert.Equal(EntryState.ClosedByPerson, Deciding.Entry(last: decision).On(Deciding.Today));
    }

    [Theory]
    [InlineData("in-review")]
    [InlineData("patient-declined")]
    public void A_merged_entry_is_decided_where_it_goes_on(string disposition) =>
        Assert.Equal("the patient was merged with another; decide on the entry that goes on there",
            Deciding.Rule(disposition, Deciding.Entry(finding: EntryFinding.Merged)).Refused);

    [Fact]
    public void A_refusal_says_what_is_in_the_way() =>
        Assert.Equal("the data closed it (a reason); it comes back by itself if that changes", Deciding.Rule("dxa-ordered", Deciding.In(EntryState.ClosedByEvidence)).Refused);

    [Fact]
    public void A_decision_made_on_an_older_episode_does_not_hold_back_the_newer_one()
    {
        var entry = Deciding.Entry(now: new(2, 3, 0));
        var decision = Deciding.Rule("patient-declined", entry, seen: new(1, 0, 0)).Decision!;
        Assert.Equal(EntryState.Reopened, entry.With(decision).On(Deciding.Today));
    }
}
