using Opportune.Core;
using Opportune.Jobs.Measures;
using Opportune.Jobs.Yaml;

namespace Opportune.Jobs.Reviewing;

/// <summary>What is wrong with a disposition as a whole.</summary>
internal static class DispositionLint
{
    private static readonly string[] ReturnTexts = ["returns-as", "last-returns-as"];

    public static void Check(YamlMap map, Disposition disposition)
    {
        if (disposition.Id.Length > 0 && !IsKebab(disposition.Id))
            map.ProblemAt("id", "an id is words of a-z and 0-9 joined by '-'");
        CheckReturn(map, disposition);
        CheckTexts(map, disposition);
        CheckFields(map, disposition);
        CheckReports(map, disposition);
        CheckHandOff(map, disposition);
    }

    private static void CheckReturn(YamlMap map, Disposition disposition)
    {
        var returns = disposition.ReturnsAfter.All.OfType<Period>().ToList();
        if (disposition.Effect is DispositionEffect.Wait or DispositionEffect.Snooze && disposition.ReturnsAfter.Usual is null)
            map.ProblemAtKey("returns-after", "'returns-after' is missing: what waits has a day on which it comes back");
        if (disposition.Effect is DispositionEffect.Review or DispositionEffect.Reopen && returns.Count > 0)
            map.ProblemAtKey("returns-after", $"'{EntryNames.Of(disposition.Effect)}' is not put aside and does not come back");
        if (map.Has("after-appointment") != Takes(disposition, DispositionField.Appointment))
            map.ProblemAtKey("after-appointment", "the field 'appointment' and 'after-appointment' go together");
        if (map.Has("at-most") != Takes(disposition, DispositionField.Until))
            map.ProblemAtKey("at-most", "the field 'until' and 'at-most' go together");
        if (disposition.Tries is < 1)
            map.ProblemAt("tries", "'tries' is a whole number from 1");
        if (disposition.Tries is not null && disposition.Effect != DispositionEffect.Wait)
            map.ProblemAt("tries", "only what waits is tried again");
        if (disposition.WholePatient && disposition.Effect != DispositionEffect.Close)
            map.ProblemAt("whole-patient", "only a close reaches the patient's other entries");
        if (disposition.Expects is not null && disposition.Effect != DispositionEffect.Close)
            map.ProblemAt("expects", "only a close is confirmed by the data; what waits comes back by itself");
    }

    private static void CheckTexts(YamlMap map, Disposition disposition)
    {
        foreach (var key in ReturnTexts.Where(map.Has))
        {
            WordingLint.CheckPlaceholders(map, key, map.Text(key)!, ReturnText.Placeholders.Keys);
            if (disposition.ReturnsAfter.All.All(p => p is null))
                map.ProblemAt(key, "it never comes back: 'returns-after' is missing");
        }
        if (disposition.Effect == DispositionEffect.Wait && disposition.ReturnsAs is null)
            map.Problem(map.Node, "'returns-as' is missing: what the returned entry says");
        if (map.Has("last-returns-as") && disposition.Tries is null)
            map.ProblemAt("last-returns-as", "there is no last try: 'tries' is missing");
    }

    private static void CheckFields(YamlMap map, Disposition disposition)
    {
        foreach (var twice in disposition.Required.Intersect(disposition.Asked))
            map.ProblemAt("asked", $"'{EntryNames.Of(twice)}' is required already");
        if (Takes(disposition, DispositionField.TScore) != Takes(disposition, DispositionField.TScoreSite))
            map.ProblemAtKey("asked", "'t-score' and 't-score-site' go together");
        if (disposition.Who.All.Any(roles => roles.Count == 0))
            map.ProblemAt("who", "nobody may use it");
    }

    private static void CheckReports(YamlMap map, Disposition disposition)
    {
        if (disposition.Reports.Count > 0 && disposition.Effect != DispositionEffect.Close)
            map.ProblemAtKey("reports", "only a close enters evidence");
        if (disposition.Reports.Count > 0 && !disposition.Required.Contains(DispositionField.Date))
            map.ProblemAtKey("reports", "evidence has a day: the field 'date' is to be required");
        if (disposition.Reports.Any(r => r.ForTScoreSite is not null) != Takes(disposition, DispositionField.TScoreSite))
            map.ProblemAtKey("reports", "the field 't-score-site' and rows 'for-t-score-site' go together");
        if (disposition.Reports.Any(r => r.ForDrug is not null) != Takes(disposition, DispositionField.Drug))
            map.ProblemAtKey("reports", "the field 'drug' and rows 'for-drug' go together");
    }

    private static void CheckHandOff(YamlMap map, Disposition disposition)
    {
        if (disposition.HandOff is not null && (disposition.Effect != DispositionEffect.Wait || !disposition.Required.SequenceEqual([DispositionField.Recipient])))
            map.ProblemAt("hand-off", "a hand-off waits for its recipient: 'effect: wait' and 'required: [recipient]' alone");
        if (disposition.Answer is not null && disposition.HandOff is not null)
            map.ProblemAt("answer", "what is sent is no answer");
        if (disposition.Answer == HandOffAnswer.NotMine && disposition.Effect != DispositionEffect.Reopen)
            map.ProblemAt("answer", "'not-mine' goes back to the list: 'effect: reopen'");
        if (disposition.Answer == HandOffAnswer.Declined && !disposition.Required.Contains(DispositionField.Text))
            map.ProblemAt("answer", "a clinician declines with a reason: 'required: [text]'");
        if (disposition.Answer == HandOffAnswer.Clinic && !disposition.Required.Contains(DispositionField.Appointment))
            map.ProblemAt("answer", "'clinic' is on a day: 'required: [appointment]'");
    }

    private static bool Takes(Disposition disposition, DispositionField field) => disposition.Required.Contains(field) || disposition.Asked.Contains(field);

    public static bool IsKebab(string id) => id.All(c => c is '-' || char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c)) && id[0] != '-' && id[^1] != '-';
}
