using Microsoft.Playwright;
using Opportune.Core;

namespace Opportune.Tests.Web;

/// <summary>From the entry to the clinician and back, by the clock: with an answer, without one, with old data, and several at once.</summary>
public sealed class HandOffTests() : PageTests(1500)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_clinician_is_found_by_a_part_of_the_name_and_nobody_by_another(bool withScript)
    {
        var page = await SignIn("nora", withScript);
        await page.GotoAsync(_site.Address + "/hand-offs");
        var names = await TextsOf(page.Locator("#clinicians a.open"));
        Assert.InRange(names.Count, 2, 100);
        await page.FillAsync("#name", names[^1].ToUpperInvariant()[2..]);
        await page.ClickAsync(".filters button");
        Assert.Equal([names[^1]], await TextsOf(page.Locator("#clinicians a.open")));
        await page.FillAsync("#name", "%");
        await page.ClickAsync(".filters button");
        Assert.Equal("No clinician of that name has patients to hand over.", await page.Locator(".empty").InnerTextAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_patient_is_sent_the_answer_is_written_down_and_the_entry_waits_for_the_clinic(bool withScript)
    {
        var page = await SignIn("nora", withScript);
        await OpenFirst(page);
        var (name, recipient) = (await page.Locator("h1").InnerTextAsync(), await page.Locator(".hand-off p b").First.InnerTextAsync());
        await page.ClickAsync("#hand-off");
        var message = await page.Locator("#message").InputValueAsync();
        Assert.InRange(message.EnumerateRunes().Count(), 200, HandOffRules.LongestMessage);
        Assert.StartsWith($"{name}, born ", message, StringComparison.Ordinal);
        Assert.Contains("Report of ", message, StringComparison.Ordinal);
        Assert.Contains(" up to ", message, StringComparison.Ordinal);
        Assert.Contains("Consider:", message, StringComparison.Ordinal);
        Assert.Contains("Limits: ", message, StringComparison.Ordinal);
        Assert.EndsWith("\n" + Wording.Closing, message, StringComparison.Ordinal);
        Assert.Equal(withScript, await page.Locator("button.print").IsVisibleAsync());
        if (withScript)
            await Prints(page);
        // Without the channel nothing is kept, and what was looked at stays.
        await page.EvalOnSelectorAsync("#send", "form => form.noValidate = true");
        await page.ClickAsync("#send button");
        Assert.Contains("choose by what it was sent", await page.Locator("#problem").InnerTextAsync(), StringComparison.Ordinal);
        await page.CheckAsync("#send input[value=in-basket]");
        await page.ClickAsync("#send button");
        Assert.Contains($"{name}: Kept as sent.", await page.Locator(".said").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Contains($"Sent to {recipient} on 13 Nov 2026 (In-basket of the record)", await page.Locator(".hand-off").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal(0, await page.Locator("#hand-off").CountAsync());
        await page.ClickAsync(".hand-off summary");
        Assert.Equal(message, (await page.Locator(".hand-off pre").InnerTextAsync()).ReplaceLineEndings("\n"));

        await page.ClickAsync("#answer");
        await page.CheckAsync("input[value=see-in-clinic]");
        await page.FillAsync("[name='see-in-clinic.appointment']", "2026-12-01");
        await page.FillAsync("#comment", "will discuss <b>both</b> findings");
        await page.ClickAsync("#decide button");
        Assert.Contains("Answer kept: To be seen in clinic", await page.Locator(".said").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal("waiting", await page.Locator(".standing .state").InnerTextAsync());
        Assert.Contains("back on 15 Dec 2026", await page.Locator(".standing").InnerTextAsync(), StringComparison.Ordinal);
        var history = await page.Locator(".history").InnerTextAsync();
        Assert.Contains($"Answer of {recipient}: To be seen in clinic, back on 15 Dec 2026", history, StringComparison.Ordinal);
        Assert.Contains("will discuss <b>both</b> findings", history, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Without_a_reply_one_reminder_goes_then_it_is_the_leads_and_not_my_patient_asks_anew_whose_it_is(bool withScript)
    {
        var page = await SignIn("nora", withScript);
        await OpenFirst(page);
        var address = page.Url;
        var recipient = await page.Locator(".hand-off p b").First.InnerTextAsync();
        await Send(page, "letter");

        await Later(14);
        page = await SignIn("nora", withScript);
        await page.GotoAsync(address);
        Assert.Equal("Back: sent to the clinician 14 days ago, no reply recorded", await page.Locator("p.returned").InnerTextAsync());
        Assert.Equal("Send the reminder", await page.Locator("#hand-off").InnerTextAsync());
        await page.ClickAsync("#hand-off");
        Assert.StartsWith("Reminder: sent to you on 13 Nov 2026, no reply recorded.", await page.Locator("#message").InputValueAsync(), StringComparison.Ordinal);
        await page.CheckAsync("#send input[value=phone]");
        await page.ClickAsync("#send button");
        Assert.Contains($"Reminded {recipient} on 27 Nov 2026 (Phone)", await page.Locator(".hand-off").InnerTextAsync(), StringComparison.Ordinal);

        await Later(14);
        page = await SignIn("nora", withScript);
        await page.GotoAsync(address);
        Assert.Equal("Back: reminded 14 days ago, no reply recorded: for the lead", await page.Locator("p.returned").InnerTextAsync());
        await page.ClickAsync("#hand-off");
        Assert.Contains("it is for the lead (a person with the role clinician)", await page.Locator("#barred").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal(0, await page.Locator("#send").CountAsync());

        var lead = await SignIn("lea", withScript, Role.Clinician);
        await lead.GotoAsync(_site.Address + "/hand-offs");
        await lead.ClickAsync("#for-lead");
        await lead.Locator("#lead a.open").ClickAsync();
        Assert.Equal(address, lead.Url);
        await lead.ClickAsync("#hand-off");
        Assert.Equal(1, await lead.Locator("#send").CountAsync());
        await lead.GotoAsync(address);
        await lead.ClickAsync("#answer");
        await lead.CheckAsync("input[value=not-my-patient]");
        await lead.ClickAsync("#decide button");
        Assert.Equal("Whose patient it is", await lead.Locator("h1").InnerTextAsync());
        Assert.Contains($"{recipient} says: not my patient", await lead.Locator(".hand-off-page").InnerTextAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(recipient, await lead.Locator("#correct fieldset").InnerTextAsync(), StringComparison.Ordinal);
        await lead.FillAsync("#find-clinician", "primary care");
        await lead.ClickAsync(".find-clinician button");
        var other = lead.Locator("#correct input[value^='id:']").Last;
        var newName = await other.Locator("xpath=..").InnerTextAsync();
        await other.CheckAsync();
        await lead.FillAsync("#reason", "took over the practice");
        await lead.ClickAsync("#correct button");
        var now = await lead.Locator(".hand-off").InnerTextAsync();
        Assert.Contains("took over the practice (lea, 11 Dec 2026)", now, StringComparison.Ordinal);
        Assert.StartsWith(await lead.Locator(".hand-off p b").First.InnerTextAsync(), newName.Trim(), StringComparison.Ordinal);
        Assert.Equal("Send to clinician", await lead.Locator("#hand-off").InnerTextAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Old_data_is_sent_only_after_a_confirmation_that_is_kept_and_too_old_data_not_at_all(bool withScript)
    {
        _site.Clock.Advance(TimeSpan.FromDays(4));
        var page = await SignIn("nora", withScript);
        await OpenFirst(page);
        var address = page.Url;
        await page.ClickAsync("#hand-off");
        await page.CheckAsync("#send input[value=letter]");
        await page.EvalOnSelectorAsync("#send", "form => form.noValidate = true");
        await page.ClickAsync("#send button");
        Assert.Contains("the data reaches only to 12 Nov 2026 and is 5 days old; confirm that it may go out all the same", await page.Locator("#problem").InnerTextAsync(), StringComparison.Ordinal);
        await page.CheckAsync("input[name=confirmed]");
        await page.ClickAsync("#send button");
        Assert.Contains("(data 5 days old, confirmed)", await page.Locator(".history").InnerTextAsync(), StringComparison.Ordinal);
        _site.Clock.Advance(TimeSpan.FromDays(6));
        page = await SignIn("nora", withScript);
        await page.GotoAsync($"{address}/hand-off");
        Assert.Contains("11 days old; beyond 10 days nothing is sent or exported", await page.Locator("#barred").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal(0, await page.Locator("#send").CountAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Several_for_one_clinician_go_in_one_summary_a_week_each_kept_as_sent(bool withScript)
    {
        var page = await SignIn("nora", withScript);
        await page.GotoAsync(_site.Address + "/hand-offs");
        await page.Locator("a.open").First.ClickAsync();
        var boxes = page.Locator("#choose input[type=checkbox]");
        Assert.Equal(HandOffRules.MostItems, await boxes.CountAsync());
        await boxes.Nth(0).UncheckAsync();
        await page.ClickAsync("#choose button");
        var message = await page.Locator("#message").InputValueAsync();
        Assert.Contains("9 of your patients.", message, StringComparison.Ordinal);
        Assert.Contains("\n\n9. ", message, StringComparison.Ordinal);
        Assert.DoesNotContain("\n\n10. ", message, StringComparison.Ordinal);
        Assert.EndsWith("\n\n" + Wording.Closing, message, StringComparison.Ordinal);
        await page.CheckAsync("#send input[value=in-basket]");
        await page.ClickAsync("#send button");
        var results = page.Locator("#results li");
        Assert.Equal(9, await results.CountAsync());
        Assert.All(await TextsOf(results), r => Assert.EndsWith(": kept as sent", r, StringComparison.Ordinal));
        Assert.Contains("had a summary on 13 Nov 2026; the next may go on 20 Nov 2026", await page.Locator("#barred").InnerTextAsync(), StringComparison.Ordinal);
        await page.GotoAsync(_site.Address + "/worklist?state=waiting");
        Assert.Equal(9, await page.Locator("#entries tbody tr").CountAsync());
        await page.Locator("a.open").First.ClickAsync();
        await page.ClickAsync(".hand-off summary");
        Assert.Contains("in a summary", await page.Locator(".hand-off details").InnerTextAsync(), StringComparison.Ordinal);
    }

    // The first to do whose clinician is known.
    private async Task OpenFirst(IPage page)
    {
        await page.GotoAsync(_site.Address + "/hand-offs");
        await page.Locator("a.open").First.ClickAsync();
        var entry = await page.Locator("#choose input[name=entry]").First.GetAttributeAsync("value") ?? throw new InvalidOperationException("no entry");
        await page.GotoAsync($"{_site.Address}/entries/{entry}");
    }

    private static async Task Send(IPage page, string channel)
    {
        await page.ClickAsync("#hand-off");
        await page.CheckAsync($"#send input[value={channel}]");
        await page.ClickAsync("#send button");
        Assert.Equal(1, await page.Locator(".said").CountAsync());
    }

    // Days pass, and every night a run publishes what came by then.
    private async Task Later(int days)
    {
        _site.Clock.Advance(TimeSpan.FromDays(days));
        var asOf = DateOnly.FromDateTime(_site.Clock.GetUtcNow().UtcDateTime).AddDays(-1).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        await _site.Database.Write(connection =>
        {
            using var command = connection.CreateCommand();
            command.CommandText = $"update publications set as_of = '{asOf}'; update runs set inputs_changed_at = null";
            return command.ExecuteNonQuery();
        });
    }
}
