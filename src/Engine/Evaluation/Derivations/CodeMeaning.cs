using Opportune.Core;

namespace Opportune.Engine.Evaluation;

/// <summary>What a value set says that an event's code stands for.</summary>
internal static class CodeMeaning
{
    public static string? Of(Event e, Rulebook rulebook)
    {
        if (e.CodeSystem is null || e.Code is null)
            return null;
        var code = CodeSystems.NormaliseCode(e.CodeSystem, e.Code);
        foreach (var name in e.ValueSets)
        {
            if (rulebook.ValueSets.TryGetValue(name, out var set)
                && set.Rows.FirstOrDefault(r => r.Holds(e.CodeSystem, code, e.Date)) is { Meaning: { } meaning })
                return meaning;
        }
        return null;
    }
}
