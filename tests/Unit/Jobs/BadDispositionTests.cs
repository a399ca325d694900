namespace Opportune.Tests.Unit.Jobs;

/// <summary>Slips in the file of dispositions.</summary>
public class BadDispositionTests
{
    private const string File = "review/dispositions.yaml";

    [Theory]
    [InlineData("who: {usual: [reviewer, clinician]", "who: {usual: [reviewr, clinician]", "7:19: unknown usual 'reviewr'; did you mean 'reviewer'?")]
    [InlineData("pathways: [bone]", "pathways: [bones]", "3:70: unknown pathway 'bones'; did you mean 'bone'?")]
    [InlineData("bone: P30D}", "bon: P30D}", "2:110: unknown pathway 'bon'; did you mean 'bone'?")]
    [InlineData("returns-after: P60D, ", "", "3:5: 'returns-after' is missing: what waits has a day on which it comes back|3:89: it never comes back: 'returns-after' is missing")]
    [InlineData(", returns-as: \"ordered {days} days ago, none up to {covered-to}\"", "", "3:5: 'returns-as' is missing: what the returned entry says")]
    [InlineData("{covered-to}", "{covered-until}", "3:110: unknown placeholder 'covered-until'; did you mean 'covered-to'?")]
    [InlineData("P60D", "60 days", "3:92: 'returns-after' must be a calendar period such as P2Y, P13M or P90D")]
    [InlineData("P60D", "P0D", "3:92: 'returns-after' is at least a day")]
    [InlineData("code: \"78306\"", "code: \"78307\"", "12:53: the value set 'bone-scan' does not hold CPT 78307: no rule would find the row")]
    [InlineData("value-set: bone-scan", "value-set: bone-scam", "12:88: unknown value set 'bone-scam'; did you mean 'bone-scan'?")]
    [InlineData("code-system: CPT", "code-system: CTP", "12:42: unknown code system 'CTP'; did you mean 'CPT'?")]
    [InlineData("table: procedures", "table: encounters", "12:17: unknown table 'encounters'; known: conditions, medications, patients, procedures, results")]
    [InlineData("for-t-score-site: spine, ", "", "11:5: the field 't-score-site' and rows 'for-t-score-site' go together")]
    [InlineData("    required: [date]\n", "", "10:5: evidence has a day: the field 'date' is to be required")]
    [InlineData("asked: [t-score, t-score-site]", "asked: [t-score, t-score-site, date]", "9:12: 'date' is required already")]
    [InlineData("asked: [until], ", "", "2:71: the field 'until' and 'at-most' go together")]
    [InlineData("id: scan-ordered", "id: snooze", "3:10: there are two dispositions of the id 'snooze'")]
    [InlineData("id: scan-ordered", "id: Scan_ordered", "3:10: an id is words of a-z and 0-9 joined by '-'")]
    [InlineData("expects: a scan", "expect: a scan", "10:5: unknown key 'expect'; did you mean 'expects'?")]
    [InlineData("label: Died", "label: must be dead", "14:23: 'must' is not said to people; say 'consider'")]
    [InlineData("table: patients, ", "table: patients, code: X, ", "14:111: a death (table patients) has no code")]
    public void A_slip_is_told_with_its_place(string passage, string slip, string expected)
    {
        using var folder = new BrokenFolder();
        Assert.Equal(string.Join('\n', expected.Split('|').Select(e => $"{File}:{e}")), folder.With(File, passage, slip).Problems());
    }
}
