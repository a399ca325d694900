using Dapper;
using Opportune.Database;
using Opportune.Web;

namespace Opportune.Tests.Web;

/// <summary>How much there is to hand over, counted anew only where something happened, is what a whole count says.</summary>
public sealed class HandOffCountsTests : IAsyncLifetime
{
    private readonly Watch _watch = new();
    private Site _site = null!;
    private HandOffCounts _counts = null!;
    private HandOffReader _reader = null!;
    private List<string> _entries = null!;
    private long _last;

    public async ValueTask InitializeAsync()
    {
        _site = await Site.Open();
        _reader = new(_site.Database, _site.Dispositions, Sight.Everything);
        _counts = new(_site.Database, _site.Dispositions, _site.Part<PublicationNews>(), _watch);
        _entries = await _site.Sql(c => c.Query<string>(
            "select e.entry_id from entries as e inner join people as p on p.patient_id = e.patient_now where e.state = 'new' and e.finding = 'open' and p.clinician_id is not null order by e.entry_id").AsList());
        _last = await _site.Sql(c => c.ExecuteScalar<long>("select max(event_id) from entry_events"));
        await AssertSame();
    }

    public async ValueTask DisposeAsync()
    {
        _counts.Dispose();
        await _site.DisposeAsync();
    }

    [Fact]
    public async Task What_is_decided_is_taken_in_and_nothing_else_is_counted_again()
    {
        Assert.InRange(_entries.Count, 20, 1_000);
        for (var i = 0; i < 10; i++)
        {
            await Close(_entries[i]);
            await Tell(_entries[i], EventKinds.Decided);
            await AssertSame();
        }
        // Nobody told of this one.
        var before = (await Now()).Sum(c => c.ToSend);
        await Close(_entries[10]);
        Assert.Equal(before, (await Now()).Sum(c => c.ToSend));
        await Tell(_entries[10], EventKinds.Decided);
        Assert.Equal(before - 1, (await Now()).Sum(c => c.ToSend));
        await AssertSame();
    }

    [Fact]
    public async Task An_event_that_comes_to_be_seen_after_a_later_one_is_taken_in_within_a_minute_of_it()
    {
        _last++;
        await Close(_entries[0]);
        await Tell(_entries[0], EventKinds.Decided);
        await AssertSame();
        for (var i = 1; i < 4; i++)
        {
            _watch.Advance(TimeSpan.FromSeconds(15));
            await Close(_entries[i]);
            await Tell(_entries[i], EventKinds.Decided);
            await AssertSame();
        }
        await Close(_entries[4]);
        await Tell(_entries[4], EventKinds.Decided, late: true);
        await AssertSame();
    }

    [Fact]
    public async Task A_clinician_who_is_corrected_loses_what_the_other_one_gets_and_a_new_day_counts_anew()
    {
        var patient = await _site.Sql(c => c.QuerySingle<string>("select patient_now from entries where entry_id = @id", new { id = _entries[0] }));
        await _site.Sql(c => c.Execute("update people set corrected_id = (select max(clinician_id) from clinicians), corrected_at = @at where patient_id = @patient", new { patient, at = DateTimeOffset.UnixEpoch }));
        await Tell(_entries[0], EventKinds.Attributed);
        await AssertSame();
        await _site.Sql(c => c.Execute("update entries set decision = 'snooze', on_episode = episode, on_news = news, returns_on = @day where entry_id = @id", new { id = _entries[1], day = new DateOnly(2026, 11, 20) }));
        await Tell(_entries[1], EventKinds.Decided);
        var put = (await Now()).Sum(c => c.ToSend);
        await AssertSame();
        _site.Clock.Advance(TimeSpan.FromDays(8));
        Assert.Equal(put + 1, (await Now()).Sum(c => c.ToSend));
        await AssertSame();
    }

    private Task<IReadOnlyList<ClinicianRow>> Now() => _counts.Now(Sight.Everything, TestContext.Current.CancellationToken);

    private async Task AssertSame() =>
        Assert.Equal(
            (await _reader.Clinicians(_site.Part<PublicationNews>().Today, cancel: TestContext.Current.CancellationToken)).OrderBy(c => c.ClinicianId, StringComparer.Ordinal),
            (await Now()).OrderBy(c => c.ClinicianId, StringComparer.Ordinal));

    private Task<int> Close(string id) => _site.Sql(c => c.Execute("update entries set decision = 'close', on_episode = episode where entry_id = @id", new { id }));

    // As if its number had been given before that of the first change of the test.
    private Task<int> Tell(string id, string kind, bool late = false) => _site.Sql(c => c.Execute(
        "insert into entry_events (event_id, entry_id, at, kind, state_after, text) values (@number, @id, @at, @kind, '', '')",
        new { number = late ? _last - 4 : ++_last, id, at = DateTimeOffset.UnixEpoch, kind }));

    private sealed class Watch : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Advance(TimeSpan by) => _ticks += by.Ticks;

        public override long GetTimestamp() => _ticks;
    }
}
