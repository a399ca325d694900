using System.Globalization;
using Opportune.Core;
using Opportune.Jobs.Yaml;

namespace Opportune.Jobs.Cases;

/// <summary>
/// A patient in one line: sex, then age or date of birth, then what else: <c>F 72</c>, <c>M born 1960-02-29</c>,
/// <c>F 80 died 2026-01-03</c>, <c>U 66 inactive</c>, <c>U 66 opted-out</c>, <c>F 70 site north</c>. An age means half a year past that birthday on
/// the as-of date.
/// </summary>
internal static class PatientNotation
{
    public static Patient Read(YamlMap map, string text, DateOnly asOf)
    {
        var words = new Queue<string>(text.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        var patient = new Patient { Id = "p1", BirthDate = DateOnly.MinValue, Sex = Sex.U, Site = "main" };
        if (!words.TryDequeue(out var first) || !Words.Sexes.TryGetValue(first, out var sex))
            return Fault(map, patient);
        patient = patient with { Sex = sex };
        while (words.TryDequeue(out var word))
        {
            if (int.TryParse(word, CultureInfo.InvariantCulture, out var age))
                patient = patient with { BirthDate = asOf.AddYears(-age).AddMonths(-6) };
            else if (word == "inactive")
                patient = patient with { Active = false };
            else if (word == "opted-out")
                patient = patient with { OptedOut = true };
            else if (word == "site" && words.TryDequeue(out var site))
                patient = patient with { Site = site };
            else if (word == "born" && Date(words) is { } born)
                patient = patient with { BirthDate = born };
            else if (word == "died" && Date(words) is { } died)
                patient = patient with { DeathDate = died };
            else
                return Fault(map, patient);
        }
        return patient.BirthDate == DateOnly.MinValue ? Fault(map, patient) : patient;
    }

    private static Patient Fault(YamlMap map, Patient patient)
    {
        map.ProblemAt("patient", "a patient is written 'F 72' or 'M born 1960-02-29', then 'died yyyy-MM-dd', 'inactive', 'opted-out', 'site NAME'");
        return patient;
    }

    private static DateOnly? Date(Queue<string> words) =>
        words.TryDequeue(out var text) && DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date
            : null;
}
