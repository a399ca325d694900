using Opportune.Core;

namespace Opportune.Engine.Evaluation;

/// <summary>Finds the events in a window that any of some matches takes.</summary>
internal static class EventFinder
{
    /// <summary>
    /// Adds the numbers of the events, in order, each once: those of the window, and with <paramref name="inForce"/> the
    /// conditions that began before it and were in force when it began.
    /// </summary>
    public static void Find(PatientFacts facts, MatchPlan[] matches, DateWindow window, bool askValue, List<int> found, bool inForce = false)
    {
        foreach (var match in matches)
        {
            foreach (var key in match.Keys)
                Walk(facts, facts.Under(key), match, window, askValue, found, inForce);
        }
        if (found.Count > 1)
            OrderOnce(found);
    }

    /// <summary>Whether any of the matches takes the event, value included.</summary>
    public static bool AnyTakes(MatchPlan[] matches, Event e)
    {
        foreach (var match in matches)
        {
            if (match.Takes(e, RowStates.Of(e)))
                return true;
        }
        return false;
    }

    /// <summary>Whether any of the matches that take the event, its value left out, can read its value.</summary>
    public static bool AnyReads(MatchPlan[] matches, Event e)
    {
        foreach (var match in matches)
        {
            if (match.Takes(e, RowStates.Of(e), askValue: false) && match.Reads(e))
                return true;
        }
        return false;
    }

    private static void Walk(PatientFacts facts, ReadOnlySpan<int> numbers, MatchPlan match, DateWindow window, bool askValue, List<int> found, bool inForce)
    {
        foreach (var number in numbers)
        {
            var e = facts[number];
            if (e.Date > window.To)
                break;
            if ((e.Date >= window.From || (inForce && InForce.On(e, window.From))) && match.Takes(e, facts.State(number), askValue))
                found.Add(number);
        }
    }

    private static void OrderOnce(List<int> found)
    {
        found.Sort();
        var kept = 1;
        for (var i = 1; i < found.Count; i++)
        {
            if (found[i] != found[kept - 1])
                found[kept++] = found[i];
        }
        found.RemoveRange(kept, found.Count - kept);
    }
}
