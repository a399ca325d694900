using System.Globalization;
using Microsoft.Playwright;
using Opportune.Core;
using Opportune.Database;

namespace Opportune.Tests.Web;

/// <summary>Several entries at once: chosen explicitly, asked about, told one by one, undone at once.</summary>
public sealed class BulkTests() : PageTests(1500)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Ticked_rows_are_put_off_one_of_them_was_changed_meanwhile_and_all_is_undone(bool withScript)
    {
        var page = await SignIn("nora", withScript);
        await page.GotoAsync(_site.Address + "/worklist?tier=3");
        var boxes = page.Locator("input[name=entry]");
        for (var i = 0; i < 3; i++)
            await boxes.Nth(i).CheckAsync();
        if (withScript)
            Assert.Equal("(3)", await page.Locator("#ticked").InnerTextAsync());
        // Meanwhile a colleague takes the second.
        var second = await page.Locator("a.open").Nth(1).GetAttributeAsync("href");
        var other = await SignIn("otto", withScript);
        await other.GotoAsync(_site.Address + second);
        await other.ClickAsync("button[data-key=a]");
        await page.SelectOptionAsync("#do", "snooze");
        await page.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();
        Assert.Equal("Put off: 3 entries", await page.Locator("h1").InnerTextAsync());
        Assert.Equal(3, await page.Locator("tbody tr").CountAsync());
        // By the pathway's own days, as the form of an entry says them.
        Assert.Equal("Without a date they are back on 13 Dec 2026; neck: 27 Nov 2026, and 13 Dec 2026 at the latest.", await page.Locator("#until-usual").InnerTextAsync());
        await page.FillAsync("#until", "2027-02-12");
        if (withScript)
        {
            // The browser knows the last day; without it the server says the same.
            Assert.False(await page.EvalOnSelectorAsync<bool>("#until", "field => field.checkValidity()"));
            await page.EvalOnSelectorAsync(".bulk-ask", "form => form.noValidate = true");
        }
        else
        {
            await page.Locator("#until").EvaluateAsync("field => field.removeAttribute('max')");
        }
        await page.ClickAsync(".bulk-ask button");
        Assert.Contains("90 days at most", await page.Locator("[role=alert]").InnerTextAsync(), StringComparison.Ordinal);
        await page.FillAsync("#until", "2027-01-15");
        await page.ClickAsync(".bulk-ask button");
        Assert.Equal("2 done, 1 changed meanwhile and left as they are.", await page.Locator(".said").InnerTextAsync());
        Assert.Contains("otto: given to otto. Look", await page.Locator("tbody tr").First.InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal("Put off until 15 Jan 2027", await page.Locator("h1").InnerTextAsync());
        var address = page.Url;
        await page.ClickAsync("#undo");
        Assert.StartsWith("2 undone", await page.Locator(".said").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal(0, await page.Locator("#undo").CountAsync());
        await page.GotoAsync(_site.Address + "/worklist?state=snoozed");
        Assert.Equal(0, await page.Locator(".entries tbody tr").CountAsync());
        Assert.Equal(404, (await other.GotoAsync(address.Replace("bulk/", "bulk/0", StringComparison.Ordinal)))!.Status);
    }

    [Fact]
    public async Task All_on_the_page_and_all_that_match_are_two_choices_and_each_says_how_many()
    {
        var page = await SignIn("pia", true);
        await page.GotoAsync(_site.Address + "/worklist");
        var matching = int.Parse((await page.Locator("input[value=matching]").Locator("xpath=..").InnerTextAsync()).Trim().Split(' ')[1], NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
        Assert.True(matching > 50);
        await page.CheckAsync("input[value=page]");
        await Go(page, "assign");
        Assert.Equal("Give 50 entries to somebody", await page.Locator("h1").InnerTextAsync());
        await page.GoBackAsync();
        await page.CheckAsync("input[value=matching]");
        await Go(page, "assign");
        Assert.Equal($"Give {matching} entries to somebody", await page.Locator("h1").InnerTextAsync());
        Assert.Equal($"The first 50 of {matching}", await page.Locator("caption").InnerTextAsync());
        Assert.Contains($"all {matching} matching (All patients).", await TextsOf(page.Locator(".entry-page > p")));
        await page.ClickAsync(".bulk-ask button");
        Assert.Equal($"{matching} done.", await page.Locator(".said").InnerTextAsync());
        await page.GotoAsync(_site.Address + "/worklist?who=me");
        Assert.Contains($"all {matching}", (await page.Locator("input[value=matching]").Locator("xpath=..").InnerTextAsync()).Trim(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_clinician_closes_several_after_typing_how_many_and_tier_1_stays_open()
    {
        var nurse = await SignIn("quinn", true);
        await nurse.GotoAsync(_site.Address + "/worklist");
        Assert.Equal(0, await nurse.Locator("#do option[value=not-indicated]").CountAsync());
        var page = await SignIn("rosa", true, Role.Clinician);
        await page.GotoAsync(_site.Address + "/worklist?tier=1");
        await page.Locator("input[name=entry]").First.CheckAsync();
        await Go(page, "not-indicated");
        await page.FillAsync("#text", "seen in clinic");
        await page.FillAsync("#count", "2");
        await page.ClickAsync(".bulk-ask button");
        Assert.Contains("type how many", await page.Locator("[role=alert]").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal("seen in clinic", await page.InputValueAsync("#text"));
        await page.FillAsync("#count", "1");
        await page.ClickAsync(".bulk-ask button");
        Assert.Equal("1 not allowed.", await page.Locator(".said").InnerTextAsync());
        Assert.Contains("tier 1 is closed one by one", await page.Locator("tbody").InnerTextAsync(), StringComparison.Ordinal);
        await page.GotoAsync(_site.Address + "/worklist?tier=3");
        await page.Locator("input[name=entry]").First.CheckAsync();
        await Go(page, "not-indicated");
        await page.FillAsync("#text", "seen in clinic");
        await page.FillAsync("#count", "1");
        await page.ClickAsync(".bulk-ask button");
        Assert.Equal("1 done.", await page.Locator(".said").InnerTextAsync());
    }

    [Fact]
    public async Task On_the_list_a_takes_the_row_under_the_focus()
    {
        var page = await SignIn("sam", true);
        await page.GotoAsync(_site.Address + "/worklist");
        var name = await page.Locator("a.open").Nth(1).InnerTextAsync();
        foreach (var key in new[] { "j", "j", "a" })
            await page.Keyboard.PressAsync(key);
        await page.IsAt("/worklist/bulk?");
        Assert.Equal("Give 1 entry to somebody", await page.Locator("h1").InnerTextAsync());
        await page.Keyboard.PressAsync("Enter");
        await page.Locator(".said").WaitForAsync();
        await page.Keyboard.PressAsync("u");
        await page.IsAt(url => new Uri(url).AbsolutePath == "/worklist");
        await page.GotoAsync(_site.Address + "/worklist?who=me");
        Assert.Equal(name, await page.Locator("a.open").InnerTextAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_button_below_the_list_does_what_it_says_whatever_the_choice_field_says(bool withScript)
    {
        var page = await SignIn("toni", withScript);
        foreach (var (button, choice, title) in new[] { ("Put off", "assign", "Put off: 1 entry"), ("Take", "hand-over", "Give 1 entry to somebody") })
        {
            await page.GotoAsync(_site.Address + "/worklist");
            await page.Locator("input[name=entry]").First.CheckAsync();
            await page.SelectOptionAsync("#do", choice);
            await page.Locator(".bulk").GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
            Assert.Equal(title, await page.Locator("h1").InnerTextAsync());
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Several_are_handed_over_each_to_its_own_clinician_with_a_result_for_each_and_all_is_undone(bool withScript)
    {
        var other = await SignIn("otto", withScript);
        await other.GotoAsync(_site.Address + "/worklist?tier=3");
        await other.Locator("a.open").First.ClickAsync();
        var held = await other.Locator("h1").InnerTextAsync();
        await other.ClickAsync("button[data-key=a]");
        await other.GotoAsync(_site.Address + "/day");
        var page = await SignIn("nora", withScript);
        await page.GotoAsync(_site.Address + "/worklist?tier=3");
        await Tick();
        await Go(page, "hand-over");
        var plan = await page.Locator("h1").InnerTextAsync();
        Assert.Matches("^Hand over [0-9]+ entries to [0-9]+ clinicians$", plan);
        var left = await page.Locator("#left tbody tr").AllInnerTextsAsync();
        Assert.Contains(left, row => row.Contains(held, StringComparison.Ordinal) && row.Contains("it is given to otto", StringComparison.Ordinal));
        var letters = await page.Locator(".letter").AllInnerTextsAsync();
        Assert.Contains(letters, letter => letter.Contains("summary of ", StringComparison.Ordinal));
        Assert.Contains(letters, letter => letter.Contains("1 patient", StringComparison.Ordinal));
        var texts = await page.Locator(".letter pre").AllTextContentsAsync();
        Assert.All(texts, text => Assert.EndsWith(Wording.Closing, text, StringComparison.Ordinal));
        Assert.InRange((await page.ContentAsync()).Length, 1, 100_000);

        // Without a channel nothing is kept, and the texts stay.
        await page.EvalOnSelectorAsync("#send", "form => form.noValidate = true");
        await page.ClickAsync("#send button");
        Assert.Contains("choose by what they were sent", await page.Locator("#problem").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal(texts, await page.Locator(".letter pre").AllTextContentsAsync());
        await page.CheckAsync("#send input[value=in-basket]");
        await page.ClickAsync("#send button");
        Assert.Equal("Handed over: In-basket of the record", await page.Locator("h1").InnerTextAsync());
        var count = int.Parse(plan.Split(' ')[2], CultureInfo.InvariantCulture);
        Assert.Equal($"{count} done, {left.Count} not allowed.", await page.Locator(".said").InnerTextAsync());
        var handOffs = new HandOffReader(_site.Database, _site.Dispositions, Sight.Everything);
        var reader = new WorklistReader(_site.Database, _site.Dispositions, Sight.Everything);
        var sent = 0;
        foreach (var id in await page.Locator("tbody th a").EvaluateAllAsync<string[]>("links => links.map(link => link.pathname.split('/')[2])"))
        {
            var kept = await handOffs.Of(id, TestContext.Current.CancellationToken);
            sent += kept.Count;
            if (kept is not [var one])
                continue;
            Assert.Equal((await reader.Show(id, new(2026, 11, 13), TestContext.Current.CancellationToken))!.Person!.ClinicianId, one.RecipientId);
            Assert.Contains(texts, text => text.ReplaceLineEndings("\n").Contains(one.Message, StringComparison.Ordinal));
        }
        Assert.Equal(count, sent);

        // A clinician who had a summary gets no second one this week; undone, it did not go out.
        await page.ClickAsync("#undo");
        Assert.StartsWith($"{count} undone", await page.Locator(".said").InnerTextAsync(), StringComparison.Ordinal);
        await page.GotoAsync(_site.Address + "/worklist?tier=3");
        await Tick();
        await Go(page, "hand-over");
        Assert.Equal(plan, await page.Locator("h1").InnerTextAsync());
        await page.CheckAsync("#send input[value=fax]");
        await page.ClickAsync("#send button");
        Assert.StartsWith($"{count} done", await page.Locator(".said").InnerTextAsync(), StringComparison.Ordinal);

        // All of every clinician's, but of one clinician a single patient: which are on the page differs from hospital to hospital.
        async Task Tick()
        {
            var rows = page.Locator(".entries tbody tr");
            var clinicians = await rows.EvaluateAllAsync<string[]>("rows => rows.map(row => row.querySelector('td[data-label=Clinician] a')?.textContent ?? '')");
            var names = await page.Locator("a.open").AllInnerTextsAsync();
            var heldBy = clinicians[names.ToList().IndexOf(held)];
            var single = Array.FindIndex(clinicians, clinician => clinician.Length > 0 && clinician != heldBy);
            for (var i = 0; i < clinicians.Length; i++)
            {
                if (i == single || clinicians[i] != clinicians[single])
                    await rows.Nth(i).Locator("input[name=entry]").CheckAsync();
            }
        }
    }

    [Fact]
    public async Task What_happens_while_texts_are_sent_costs_only_the_entries_that_it_touches()
    {
        var page = await SignIn("nora", withScript: false);
        await page.GotoAsync(_site.Address + "/worklist?tier=3");
        var list = await HandOverAddress(page);
        await page.GotoAsync(list);
        var summaries = await Summaries(page);
        Assert.True(summaries is [{ Length: >= 3 }, { Length: >= 2 }, ..], "too few summaries to try it on");
        // After the list was opened, and before the texts are: the texts show it, so that it is no change.
        await Note(summaries[0][0]);
        await page.GotoAsync(list);
        var count = int.Parse((await page.Locator("h1").InnerTextAsync()).Split(' ')[2], CultureInfo.InvariantCulture);
        var left = await page.Locator("#left tbody tr").CountAsync();
        // After the texts: one is opened by a colleague, one gets a note, and a patient of another summary another name.
        var other = await SignIn("otto", withScript: false);
        await other.GotoAsync($"{_site.Address}/entries/{summaries[0][1]}");
        await Note(summaries[0][2]);
        await Sql($"update people set display_name = 'Renamed' where patient_id = (select patient_now from entries where entry_id = '{summaries[1][0]}')");
        await page.CheckAsync("#send input[value=in-basket]");
        await page.ClickAsync("#send button");
        Assert.Equal(
            $"{count - 1 - summaries[1].Length} done, 1 changed meanwhile and left as they are, {left + summaries[1].Length} not allowed.", await page.Locator(".said").InnerTextAsync());
        Assert.Contains("otto: note", await Row(page, summaries[0][2]), StringComparison.Ordinal);
        Assert.Contains("the text of this message changed since you looked", await Row(page, summaries[1][1]), StringComparison.Ordinal);
        Assert.Contains($"one of {summaries[0].Length} in a summary", await Row(page, summaries[0][0]), StringComparison.Ordinal);
        Assert.Contains($"one of {summaries[0].Length} in a summary", await Row(page, summaries[0][1]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hand_over_comes_to_its_end_though_the_browser_goes_away_and_goes_on_where_the_program_was_stopped()
    {
        var page = await SignIn("nora", withScript: false);
        await page.GotoAsync(_site.Address + "/worklist?tier=3");
        var list = await HandOverAddress(page);
        await page.GotoAsync(list);
        var summaries = await Summaries(page);
        Assert.True(summaries is [{ Length: >= 3 }, { Length: >= 3 }, ..], "too few summaries to try it on");
        // The program was stopped after the first of the first summary.
        var first = summaries[0][0];
        var request = await page.Locator("#send [name=request]").InputValueAsync();
        var view = (await new WorklistReader(_site.Database, _site.Dispositions, Sight.Everything).Show(first, new(2026, 11, 13), TestContext.Current.CancellationToken))!;
        var sent = await new WorklistWriter(_site.Database, _site.Dispositions, Sight.Everything).Send(first, new()
        {
            RecipientId = view.Person!.ClinicianId!,
            Channel = new("in-basket", "In-basket of the record"),
            Message = "kept before",
            Limits = new(),
            Zone = TimeZoneInfo.Utc,
            SummaryId = $"web:{request}",
        }, view.Entry.Seen, new("nora", Role.Reviewer, _site.Clock.GetUtcNow(), new(2026, 11, 13), $"{request}:{first}"), TestContext.Current.CancellationToken);
        Assert.Equal(ActionOutcome.Done, sent.Outcome);
        // A patient of the second has another name since: only that summary is not kept.
        await Sql($"update people set display_name = 'Renamed' where patient_id = (select patient_now from entries where entry_id = '{summaries[1][0]}')");
        await page.CheckAsync("#send input[value=in-basket]");
        await page.ClickAsync("#send button");
        foreach (var id in summaries[0])
            Assert.Contains($"one of {summaries[0].Length} in a summary", await Row(page, id), StringComparison.Ordinal);
        foreach (var id in summaries[1])
            Assert.Contains("the text of this message changed", await Row(page, id), StringComparison.Ordinal);
        await page.ClickAsync("#undo");
        Assert.DoesNotContain("not allowed", await page.Locator(".said").InnerTextAsync(), StringComparison.Ordinal);

        // Each takes a while now; the browser is closed after the first.
        await Sql("create trigger slow after insert on hand_offs begin update people set display_name = display_name where patient_id = (with recursive n (x) as (select 1 union all select x + 1 from n where x < 500000) select cast(max(x) as text) from n); end");
        await page.GotoAsync(list);
        request = await page.Locator("#send [name=request]").InputValueAsync();
        await page.CheckAsync("#send input[value=in-basket]");
        await page.Locator("#send button").EvaluateAsync("button => { button.click(); }");
        await Soon.Until(async () => await Sql($"select count(*) from hand_offs where request_id like '{request}:%'") > 0);
        await page.Context.CloseAsync();
        await Soon.Until(async () => await Sql($"select count(*) from bulk_actions where bulk_id = '{request}'") > 0);
        var done = (await new BulkWriter(_site.Database, new(_site.Database, _site.Dispositions, Sight.Everything), Sight.Everything).Find(request, TestContext.Current.CancellationToken))!;
        Assert.True(done.Items.Count(i => i.Outcome == "done") >= 6);
    }

    // The list's rows, as they were when it was opened, on the way to be handed over.
    private async Task<string> HandOverAddress(IPage page)
    {
        var chosen = await page.Locator("input[name=entry]").EvaluateAllAsync<string[]>("boxes => boxes.map(box => box.value)");
        return $"{_site.Address}/worklist/hand-over?scope=ticked&{string.Join('&', chosen.Select(c => "entry=" + Uri.EscapeDataString(c)))}";
    }

    // The entries of each summary, those with most first.
    private static async Task<List<string[]>> Summaries(IPage page) =>
    [
        .. (await page.Locator(".letter").EvaluateAllAsync<string[]>("letters => letters.map(letter => [...letter.querySelectorAll('a')].map(link => link.pathname.split('/')[2]).join(' '))"))
            .Select(l => l.Split(' ')).Where(l => l.Length > 1).OrderByDescending(l => l.Length),
    ];

    private static Task<string> Row(IPage page, string entryId) => page.Locator($"tbody tr:has(a[href^='/entries/{entryId}'])").InnerTextAsync();

    private async Task Note(string entryId)
    {
        var view = (await new WorklistReader(_site.Database, _site.Dispositions, Sight.Everything).Show(entryId, new(2026, 11, 13), TestContext.Current.CancellationToken))!;
        await new WorklistWriter(_site.Database, _site.Dispositions, Sight.Everything).Note(
            entryId, "called", view.Entry.Seen, new("otto", Role.Reviewer, _site.Clock.GetUtcNow(), new(2026, 11, 13), Guid.NewGuid().ToString("N")), TestContext.Current.CancellationToken);
    }

    private Task<long> Sql(string text) => _site.Sql(connection =>
    {
        using var command = connection.CreateCommand();
        command.CommandText = text;
        return command.ExecuteScalar() as long? ?? 0;
    });

    [Fact]
    public async Task So_many_that_nobody_reads_the_texts_are_not_handed_over_at_once()
    {
        var page = await SignIn("tara");
        await page.GotoAsync(_site.Address + "/worklist");
        await page.CheckAsync("input[value=matching]");
        await Go(page, "hand-over");
        Assert.Contains("at most 50 entries are handed over at once", await page.Locator("#problem").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal(0, await page.Locator("#send").CountAsync());
        await page.GotoAsync(_site.Address + "/worklist/hand-over?scope=ticked");
        Assert.Contains("no row is ticked", await page.Locator("#problem").InnerTextAsync(), StringComparison.Ordinal);
    }

    private static async Task Go(IPage page, string what)
    {
        await page.SelectOptionAsync("#do", what);
        await page.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();
    }
}
