using Opportune.Core;
using Opportune.Database.Disputes;
using Opportune.Database.Rules;

namespace Opportune.Database;

public sealed partial class WorklistWriter
{
    /// <summary>Takes a step of a dispute: its reporter sees it, and it stands in the entry's history.</summary>
    /// <param name="dispute">Its number.</param>
    /// <param name="state">How far it comes by it.</param>
    /// <param name="text">What is said.</param>
    /// <param name="activation">For <see cref="DisputeState.Fixed"/>: the number of the change of rules that mends it.</param>
    /// <param name="actor">Who.</param>
    /// <param name="cancel">Cancels.</param>
    /// <exception cref="InputException">It cannot be done; nothing was.</exception>
    public Task Settle(long dispute, DisputeState state, string text, long? activation, EntryActor actor, CancellationToken cancel = default) => database.Write(connection =>
    {
        if (DisputeTable.List(connection, sight, null, null, int.MaxValue).Find(d => d.DisputeId == dispute) is not { } row || EntryTable.Find(connection, row.EntryId, actor.Today, sight) is not { } entry)
            throw new InputException("there is no such dispute");
        var mended = state == DisputeState.Fixed ? RuleTable.Activations(connection).Find(a => a.Number == activation) ?? throw new InputException("name the change of the rules that mends it") : null;
        if (state == DisputeState.Verified && row.State != EntryNames.Of(DisputeState.Fixed))
            throw new InputException("it is verified after it was fixed");
        if (!DisputeTable.Settle(connection, dispute, state, text, mended?.SetSha256, actor.By, actor.At))
            throw new InputException("it was withdrawn");
        var words = mended is null ? EntryNames.Of(state) : $"{EntryNames.Of(state)} in {mended.Name} ({mended.SetSha256[..12]})";
        EntryTable.AddEvent(connection, entry, entry.State, actor, EventKinds.DisputeAnswered, null, $"what {row.OpenedBy} said was wrong is {words}: {text}", new());
        return 0;
    }, cancel);

    /// <summary>Keeps the sentences of an entry as read rightly: before a lexicon reads them otherwise somebody has to say why.</summary>
    /// <returns>How many were not kept so already; none where the report's words are not kept, or there is no such entry.</returns>
    public Task<int> Confirm(string entryId, EntryActor actor, CancellationToken cancel = default) => database.Write(connection =>
    {
        if (EntryTable.Find(connection, entryId, actor.Today, sight) is not { } entry)
            return 0;
        var kept = DisputeTable.AddSentences(connection, entry, null, DisputeTable.Confirmed, actor.By, actor.At);
        if (kept > 0)
            EntryTable.AddEvent(connection, entry, entry.State, actor, EventKinds.ReadingConfirmed, null, "the report was read rightly", new());
        return kept;
    }, cancel);
}
