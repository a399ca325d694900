using System.Globalization;
using System.Text.RegularExpressions;
using Dapper;
using Microsoft.Playwright;
using Opportune.Core;
using Opportune.Database.Quality;
using Opportune.Tests.Web.Access;

namespace Opportune.Tests.Web.Office;

/// <summary>Whether it works, in the browser: over planted cases of three years, of which one site settles more than the others.</summary>
public sealed partial class QualityTests : PageTests
{
    private static readonly string[] Sites = ["Harbor", "Hilltop", "Mill & Sons", "Riverside"];

    [Fact]
    public async Task A_lead_sees_charts_with_their_tables_and_takes_them_along()
    {
        await Plant();
        var page = await SignIn("lea", role: Role.ClinicalLead);
        await page.ClickAsync(".menu summary >> text=Rules");
        await page.ClickAsync("nav a[href='/quality']");
        await page.SelectOptionAsync("#measure", "statin-review");
        await page.ClickAsync("text=Show");
        await page.SelectOptionAsync("#quarter", "2025-Q3");
        await page.ClickAsync("text=Show");
        Assert.Equal(3, await page.Locator("svg.plot[role=img]").CountAsync());
        // Each picture says what it is and has its table; months that are not complete are hatched.
        Assert.Equal(2, await page.Locator("details table").CountAsync());
        Assert.True(await page.Locator("svg .hatched").CountAsync() >= 6);
        // Of the four sites the one that settles more lies outside, and says its name.
        Assert.Contains("Mill & Sons", string.Join(' ', await page.Locator(".point.out title").AllTextContentsAsync()), StringComparison.Ordinal);
        // What stands on the page is counted again from the planted rows.
        var cases = await Cases(new(2025, 7, 1), new(2025, 9, 30));
        var early = cases.Count(c => c.Done is { } d && d <= 90);
        var text = await page.InnerTextAsync("main");
        Assert.Contains($"{100.0 * early / cases.Count:0.#}%".Replace(',', '.'), text, StringComparison.Ordinal);
        Assert.Contains($"{early} of {cases.Count}", text, StringComparison.Ordinal);
        Assert.Contains($"{cases.Count(c => c.Done is { } d && d <= 180)} of {cases.Count}", text, StringComparison.Ordinal);
        // By site and by modality: what stands only in the body.
        Assert.Equal(2, await page.Locator("table.body-only").CountAsync());
        // A share says of how many it is; what stands beside it are the ends of its interval and no other shares.
        Assert.Equal(["Found", "Only in the body", "Share of the found", "95% interval of that share"], (await page.Locator("table.body-only").First.Locator("thead th").AllInnerTextsAsync()).Skip(1));
        var first = await page.Locator("table.body-only").First.Locator("tbody tr").First.Locator("td").AllInnerTextsAsync();
        Assert.EndsWith($"({first[1]} of {first[0]})", first[2], StringComparison.Ordinal);
        // A language that few speak is nowhere by its name.
        Assert.DoesNotContain("Basque", await page.ContentAsync(), StringComparison.Ordinal);
        Assert.Contains(QualityTables.Others, text, StringComparison.Ordinal);

        var look = new Look(page, 1280);
        await page.EvaluateAsync("document.querySelectorAll('details').forEach(d => d.open = true)");
        await look.At("quality");
        await page.ClickAsync("text=Programme report");
        var report = await page.InnerTextAsync("main");
        Assert.Contains($"{100.0 * early / cases.Count:0.#}% ({early} of {cases.Count})".Replace(',', '.'), report, StringComparison.Ordinal);
        Assert.Contains("No quarter before people were shown cases is published", report, StringComparison.Ordinal);
        // From the day of the first listing on the quarters are held against those before.
        await _site.Sql(c => c.Execute("update quality_cases set listed_on = null where day_zero < '2025-07-01'"));
        await _site.Sql(c => c.Execute("update quality_cases set listed_on = '2025-07-01' where gap_id = 'planted4000'"));
        await page.ReloadAsync();
        Assert.Matches("Settled by day 90 and by day 180[^§]*all[^§]*[+-][0-9.]+ \\([+-]?[0-9.]+ to ", await page.InnerTextAsync("main"));
        await look.At("quality-report");
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        if (Environment.GetEnvironmentVariable("SCREENSHOTS") is { Length: > 0 } folder)
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, "quality-report-print.png"), FullPage = true });
        Assert.Equal(0, await page.Locator(".no-print:visible, .top:visible").CountAsync());
        var pdf = await page.PdfAsync(new() { Format = "A4" });
        if (Environment.GetEnvironmentVariable("SCREENSHOTS") is { Length: > 0 } papers)
            await File.WriteAllBytesAsync(Path.Combine(papers, "quality-report.pdf"), pdf, TestContext.Current.CancellationToken);
        // One measure of seven has anything to tell here.
        Assert.InRange(PdfPage().Count(System.Text.Encoding.Latin1.GetString(pdf)), 1, 3);
        await page.EmulateMediaAsync(new() { Media = Media.Screen });
        await page.GotoAsync($"{_site.Address}/quality?measure=cervical-calcinosis");
        await look.At("quality-none");
        look.AssertNothingFound();

        var csv = await page.APIRequest.GetAsync($"{_site.Address}/quality?handler=Csv&measure=statin-review&quarter=2025-Q3");
        Assert.StartsWith("text/csv", csv.Headers["content-type"], StringComparison.Ordinal);
        var lines = (await csv.TextAsync()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains($"statin-review,2025-Q3,early,all,\"\",{early},{cases.Count - early}", lines);
        // A quarter whose drugs have had their year: kept on, measured again, and what is not known of the rest; by what was found.
        var older = await (await page.APIRequest.GetAsync($"{_site.Address}/quality?handler=Csv&measure=statin-review&quarter=2024-Q3")).TextAsync();
        var followed = await Followed(new(2024, 7, 1), new(2024, 9, 30));
        foreach (var (split, of, known) in new[] { ("kept-on", "kept-on-unknown", followed.ConvertAll(f => f.Kept)), ("rechecked", "recheck-unknown", followed.ConvertAll(f => f.Rechecked)) })
        {
            Assert.Contains($"statin-review,2024-Q3,{split},all,\"\",{known.Count(k => k == 1)},{known.Count(k => k != 1)}\r\n", older, StringComparison.Ordinal);
            Assert.Contains($"statin-review,2024-Q3,{of},all,\"\",{known.Count(k => k is null)},{known.Count(k => k == 0)}\r\n", older, StringComparison.Ordinal);
        }
        Assert.Contains(",kept-on,finding,\"coronary\",", older, StringComparison.Ordinal);
        await page.GotoAsync($"{_site.Address}/quality?measure=statin-review&quarter=2024-Q3");
        var told = await page.InnerTextAsync("main");
        Assert.Contains("the drug kept on for a year", told, StringComparison.Ordinal);
        Assert.Contains("LDL on record again, 28 to 84 days after the drug began", told, StringComparison.Ordinal);
        Assert.Contains("coronary calcification", told, StringComparison.Ordinal);
        // And each table by itself.
        foreach (var (table, part) in new[] { ("sex", ",sex,"), ("site", ",site,"), ("month", ",month,"), ("curve", ",day,") })
        {
            var one = (await (await page.APIRequest.GetAsync($"{_site.Address}/quality?handler=Csv&measure=statin-review&quarter=2025-Q3&table={table}")).TextAsync()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
            Assert.True(one.Length > 1);
            Assert.All(one.Skip(1), l => Assert.Contains(part, l, StringComparison.Ordinal));
            Assert.Subset(lines.ToHashSet(), one.ToHashSet());
        }
        // Ten numbers a line at most: nothing below eleven but where nothing is shown.
        Assert.DoesNotContain(lines.Skip(1).Where(l => !l.Contains("share settled", StringComparison.Ordinal)), l => Small().IsMatch(l));
    }

    [Fact]
    public async Task Who_works_with_some_sites_sees_these_and_who_works_with_panels_none()
    {
        await Plant();
        var some = await SignIn("sam", grants: new(Role.ClinicalLead, Scope.Of(["Harbor"], [])));
        await some.GotoAsync($"{_site.Address}/quality?measure=statin-review&quarter=2025-Q3");
        var text = await some.InnerTextAsync("main");
        Assert.Contains("Harbor", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Riverside", text, StringComparison.Ordinal);
        Assert.DoesNotContain("in all", text, StringComparison.Ordinal);
        Assert.Equal(0, await some.Locator("svg.plot").CountAsync());
        var csv = await (await some.APIRequest.GetAsync($"{_site.Address}/quality?handler=Csv&measure=statin-review&quarter=2025-Q3")).TextAsync();
        Assert.All(csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1), l => Assert.Contains(",site,\"Harbor\",", l, StringComparison.Ordinal));

        var panel = await SignIn("pat", grants: new(Role.ClinicalLead, Scope.Of([], ["Team A"])));
        await panel.GotoAsync($"{_site.Address}/quality?measure=statin-review&quarter=2025-Q3");
        Assert.Contains("There are no tables for panels", await panel.InnerTextAsync("main"), StringComparison.Ordinal);
        var none = await (await panel.APIRequest.GetAsync($"{_site.Address}/quality?handler=Csv&measure=statin-review&quarter=2025-Q3")).TextAsync();
        Assert.Single(none.Split("\r\n", StringSplitOptions.RemoveEmptyEntries));

        // An administrator sees the same numbers as the lead of the same patients.
        var (ada, lea) = (await SignIn("ada", role: Role.Administrator), await SignIn("lea", role: Role.ClinicalLead));
        foreach (var page in new[] { ada, lea })
            await page.GotoAsync($"{_site.Address}/quality?measure=statin-review&quarter=2025-Q3");
        Assert.Equal(await ada.InnerTextAsync("main"), await lea.InnerTextAsync("main"));
    }

    // Of the quarter after it nothing is told but how many were found: nobody should have to look for where something is said.
    [Fact]
    public async Task Both_pages_open_on_the_newest_quarter_that_tells_what_became_of_the_cases_and_say_so()
    {
        await Plant();
        var page = await SignIn("lea", role: Role.ClinicalLead);
        const string Why = "2026-Q1 is the newest quarter of which it is told what became of the cases; of 2026-Q2 hardly more is told than how many were found.";
        await page.GotoAsync($"{_site.Address}/quality?measure=statin-review");
        Assert.Equal(("2026-Q1", Why), (await page.InputValueAsync("#quarter"), await page.InnerTextAsync("#why-not-newest")));
        await page.GotoAsync($"{_site.Address}/quality/report");
        Assert.Equal(("Programme report 2026-Q1", Why), (await page.InnerTextAsync("h1"), await page.InnerTextAsync("#why-not-newest")));
        // A measure whose time is shorter tells sooner; of the others nothing is known then.
        await _site.Sql(c => c.Execute("""
            insert into quality_rows (measure, quarter, split, attribute, place, having_it, lacking_it, made_as_of) values
                ('neck-calcification', '2026-04-01', '', '', '', 27, null, '2026-10-22'), ('neck-calcification', '2026-04-01', 'reviewed', '', '', 13, 14, '2026-10-22'),
                ('dexa-review', '2026-04-01', '', '', '', 319, null, '2026-10-22')
            """));
        await page.ReloadAsync();
        Assert.Equal("Programme report 2026-Q1", await page.InnerTextAsync("h1"));
        await page.GotoAsync($"{_site.Address}/quality?measure=neck-calcification");
        Assert.Equal("2026-Q2", await page.InputValueAsync("#quarter"));
        foreach (var address in new[] { "/quality?measure=statin-review&quarter=2026-Q2", "/quality/report?quarter=2026-Q2" })
        {
            await page.GotoAsync(_site.Address + address);
            Assert.Contains("2026-Q2", await page.InnerTextAsync("main"), StringComparison.Ordinal);
            Assert.Equal(0, await page.Locator("#why-not-newest").CountAsync());
        }
    }

    private Task<List<(string Site, int? Done)>> Cases(DateOnly first, DateOnly last) => _site.Sql(c => c.Query<(string Site, DateOnly DayZero, DateOnly? DoneOn)>(
        "select site, day_zero, done_on from quality_cases where measure = 'statin-review' and gap_id like 'planted%' and day_zero between @first and @last", new { first, last })
        .Select(r => (r.Site, r.DoneOn is { } d ? d.DayNumber - r.DayZero.DayNumber : (int?)null)).ToList());

    private Task<List<(long? Kept, long? Rechecked)>> Followed(DateOnly first, DateOnly last) => _site.Sql(c => c.Query<(DateOnly DayZero, DateOnly Done, long? Kept, long? Rechecked)>(
        "select day_zero, done_on, kept, rechecked from quality_cases where measure = 'statin-review' and gap_id like 'planted%' and done_on is not null and day_zero between @first and @last", new { first, last })
        .Where(r => r.Done <= r.DayZero.AddDays(90)).Select(r => (r.Kept, r.Rechecked)).ToList());

    // 400 a quarter, the same in every run of the test.
    private Task<int> Plant() => _site.Sql(connection =>
    {
        connection.Execute("delete from quality_rows");
        connection.Execute("delete from quality_steps");
        connection.Execute("delete from quality_cases");
        var random = new Random(7);
        for (var i = 0; i < 4800; i++)
        {
            var zero = new DateOnly(2023, 10, 1).AddDays(i * 1096 / 4800);
            var site = Sites[random.Next(4)];
            var settles = random.NextDouble() < (site == "Mill & Sons" ? 0.8 : zero.Year < 2025 ? 0.35 : 0.55);
            connection.Execute(
                """
                insert into quality_cases (measure, gap_id, patient_id, day_zero, site, sex, age, race, language, payer, modality, section, seen_on, open_on, listed_on, alone, done_on, index_class, kept, rechecked)
                values ('statin-review', @id, @id, @zero, @site, @sex, @age, @race, @language, @payer, @modality, @section, @seen, @seen, @seen, @alone, @done, @class, @kept, @rechecked)
                """,
                new
                {
                    id = $"planted{i:0000}",
                    zero,
                    site,
                    sex = random.Next(2) == 0 ? "F" : "M",
                    age = 40L + random.Next(50),
                    race = random.Next(3) == 0 ? "Black or African American" : "White",
                    language = random.Next(100) < 2 ? "Basque" : random.Next(6) == 0 ? "Spanish" : "English",
                    payer = random.Next(2) == 0 ? "Medicare" : "Commercial",
                    modality = random.Next(3) == 0 ? "DX" : "CT",
                    section = random.Next(3) == 0 ? "body" : "impression",
                    seen = zero.AddDays(15),
                    alone = random.Next(6) == 0 ? 1L : 0L,
                    @class = i % 4 == 0 ? "aorta" : "coronary",
                    kept = i % 5 < 3 ? 1L : i % 5 == 3 ? 0L : (long?)null,
                    rechecked = i % 7 < 3 ? 1L : i % 7 < 5 ? 0L : (long?)null,
                    done = settles ? zero.AddDays(1 + random.Next(site == "Mill & Sons" ? 100 : 200)) : (DateOnly?)null,
                });
        }
        QualityBook.Make(connection, _site.Part<Opportune.Web.Workplace>().Measures, _site.Dispositions, PublishedHospital.AsOf);
        return 0;
    });

    [GeneratedRegex("/Type ?/Page\\b(?!s)")]
    private static partial Regex PdfPage();

    [GeneratedRegex(",([0-9]|10),|,([0-9]|10)$")]
    private static partial Regex Small();
}
