using Opportune.Core;
using Opportune.Database;
using Opportune.Tests.Integration.Database;

namespace Opportune.Tests.Integration.Worklist;

/// <summary>Whatever a person types is kept byte for byte, and is never taken for anything else.</summary>
public sealed class HostileTextTests
{
    private static readonly string[] Texts =
    [
        "<script>alert(1)</script>", "'; drop table entries; -- \" or 1=1 /* $1 @entry_id :x %s {0} \\", "\u0001\u0007\t\r\n\u000b\u001b[31m\u007f\u2028",
        "שלום مرحبا \u202eevil\u202c", "👩🏽‍⚕️ e\u0301 \ufeff\u200b𝔘", " \n leading and trailing \n ", new string('ä', 10_000), "%_~ like * ?",
    ];

    [Theory]
    [MemberData(nameof(BothEngines.All), MemberType = typeof(BothEngines))]
    public async Task Texts_come_back_as_they_were_typed(DatabaseEngine engine)
    {
        await using var ward = await Ward.Open(engine);
        var bulk = new BulkWriter(ward.Database, ward.Writer, Sight.Everything);
        foreach (var (i, text) in Texts.Index())
        {
            var id = await ward.Add($"e{i}", $"P{i}");
            await ward.Writer.Note(id, text, (await ward.Entry(id)).Seen, ward.By(), TestContext.Current.CancellationToken);
            await ward.Writer.Assign(id, text, (await ward.Entry(id)).Seen, ward.By(text), TestContext.Current.CancellationToken);
            await ward.Decide("sent-to-clinician", id, new() { Text = text, Recipient = text });
            var entry = await ward.Entry(id);
            Assert.Equal((text, text, "waiting"), (entry.Note, entry.Assignee, entry.State));
            var history = await ward.History(id);
            var fields = EventDetail.Of(history[2].Detail).Fields!;
            Assert.Equal((text, text, text, text), (EventDetail.Of(history[0].Detail).Value, history[1].Actor, fields.Text, fields.Recipient));
            var done = await bulk.Do(new(BulkKind.Assign, null, text, null, text), [new(id, entry.Seen)], ward.By(text, request: $"bulk{i}"), TestContext.Current.CancellationToken);
            Assert.Equal((text, text, text), (done.Action.Value, done.Action.ChosenBy, done.Action.AskedBy));
        }
        var all = await ward.Reader.List(new() { States = [EntryState.Waiting] }, Ward.Today, 100, cancel: TestContext.Current.CancellationToken);
        Assert.Equal(Texts.Length, all.Entries.Count);
        foreach (var text in Texts)
        {
            var found = await ward.Reader.List(new() { States = [EntryState.Waiting], Assignee = text }, Ward.Today, 100, cancel: TestContext.Current.CancellationToken);
            Assert.Equal(text, Assert.Single(found.Entries).Note);
        }
    }
}
