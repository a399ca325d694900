using System.Runtime.InteropServices;

namespace Opportune.Sources.Fhir;

/// <summary>What a value is.</summary>
internal enum JsonKind : byte
{
    /// <summary>A string, between its quotes.</summary>
    Text,

    /// <summary>A number as it is written.</summary>
    Number,

    /// <summary>true.</summary>
    True,

    /// <summary>false.</summary>
    False,

    /// <summary>An object, from brace to brace.</summary>
    Object,
}

/// <summary>The values that a walk kept, in the order of the text; a value's members follow it up to <see cref="JsonNode.End"/>.</summary>
internal sealed class JsonTree
{
    private JsonNode[] _nodes = new JsonNode[256];

    /// <summary>How many values there are.</summary>
    public int Count { get; private set; }

    /// <summary>The values.</summary>
    public ReadOnlySpan<JsonNode> Nodes => _nodes.AsSpan(0, Count);

    /// <summary>Forgets all.</summary>
    public void Clear() => Count = 0;

    /// <summary>Keeps a value, as yet without members.</summary>
    public int Add(Element name, JsonKind kind, int start, int length)
    {
        if (Count == _nodes.Length)
            Array.Resize(ref _nodes, Count * 2);
        _nodes[Count] = new(name, kind, start, length, Count + 1);
        return Count++;
    }

    /// <summary>Ends an object: what was kept since is its members.</summary>
    public void Close(int node, int end) =>
        _nodes[node] = _nodes[node] with { Length = end - _nodes[node].Start, End = Count };
}

/// <summary>A value that was kept.</summary>
/// <param name="Name">The member's name; of an item of a list, the list's.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Start">Where it begins in the text.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="End">The place behind its last member in the tree.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct JsonNode(Element Name, JsonKind Kind, int Start, int Length, int End);
