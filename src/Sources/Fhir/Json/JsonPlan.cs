using System.Text;

namespace Opportune.Sources.Fhir;

/// <summary>The members of an object that are asked for, and of those in turn: a tree of names.</summary>
internal sealed class JsonPlan
{
    private const int Slots = 128;

    private readonly JsonPlan?[] _slots = [];
    private readonly byte[] _text;
    private readonly int _salt;

    private JsonPlan(Element name, IReadOnlyList<JsonPlan> members)
    {
        (Name, _text, IsLeaf) = (name, Encoding.UTF8.GetBytes(JsonNames.Of(name)), members.Count == 0);
        // Two names never share a slot: a salt is tried until that holds.
        for (_salt = 1; members.Count > 0; _salt++)
        {
            var slots = new JsonPlan?[Slots];
            foreach (var member in members)
                slots[Slot(member._text)] = member;
            if (slots.Count(s => s is not null) == members.Count)
            {
                _slots = slots;
                break;
            }
        }
    }

    /// <summary>The name itself.</summary>
    public Element Name { get; }

    /// <summary>Whether nothing in it is asked for: it is kept as it stands.</summary>
    public bool IsLeaf { get; }

    /// <summary>Reads a plan: names with blanks between, what is asked for in one in braces behind it: <c>id subject{reference}</c>.</summary>
    public static JsonPlan Of(string names)
    {
        var at = 0;
        return new(default, Members(names.Replace("{", " { ", StringComparison.Ordinal).Replace("}", " } ", StringComparison.Ordinal)
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries), ref at));
    }

    /// <summary>The plan for a member, or null where it is not asked for.</summary>
    public JsonPlan? Find(ReadOnlySpan<byte> name) =>
        !name.IsEmpty && _slots[Slot(name)] is { } found && name.SequenceEqual(found._text) ? found : null;

    private static List<JsonPlan> Members(string[] words, ref int at)
    {
        var members = new List<JsonPlan>();
        while (at < words.Length && words[at] != "}")
        {
            var name = JsonNames.Parse(words[at++]);
            List<JsonPlan> inner = [];
            if (at < words.Length && words[at] == "{")
            {
                at++;
                inner = Members(words, ref at);
                at++;
            }
            members.Add(new(name, inner));
        }
        return members;
    }

    private int Slot(ReadOnlySpan<byte> name) =>
        (int)((uint)((name.Length * 31) + (name[0] * 7) + (name[^1] * 57) + (name[name.Length / 2] * 131)) * (uint)((_salt * 2) + 0x9E37_79B1) >> 25);
}
