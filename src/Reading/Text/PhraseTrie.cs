using System.Runtime.CompilerServices;

namespace Opportune.Reading.Text;

/// <summary>Phrases as paths of word numbers; the longest one that words begin with.</summary>
internal sealed class PhraseTrie
{
    // A node that a phrase's first word leads to is known by the complement of the word, and lies at its number; others are
    // counted from 1. Most words begin no phrase: a bit tells it.
    private Node[] _first = [];
    private ulong[] _begins = [];
    private Node[] _later = [Node.New];
    private int _count = 1;
    // How the others are reached. Open addressing, at most half full: a look-up is a multiplication and mostly one comparison.
    private Step[] _table = new Step[64];
    private int _steps;

    // Its entry, or -1, and by six bits of their numbers the words that lead on: most look-ups end here.
    private record struct Node(int Entry, ulong Onward)
    {
        public static Node New => new(-1, 0);
    }

    // From a node by a word to the next node; 0: none.
    private readonly record struct Step(int Node, int Word, int Next);

    /// <summary>Adds a phrase; the first entry under a phrase stays.</summary>
    public void Add(ReadOnlySpan<int> words, int entry)
    {
        Begin(words[0]);
        var node = ~words[0];
        foreach (var word in words[1..])
        {
            At(node).Onward |= 1UL << (word & 63);
            var next = Next(node, word);
            if (next == 0)
            {
                next = _count++;
                if (next == _later.Length)
                    Array.Resize(ref _later, next * 2);
                _later[next] = Node.New;
                Add(new Step(node, word, next));
            }
            node = next;
        }
        if (At(node).Entry < 0)
            At(node).Entry = entry;
    }

    private bool Begins(int word) => (uint)word >> 6 < (uint)_begins.Length && (_begins[word >> 6] & 1UL << (word & 63)) != 0;

    /// <summary>Number of words of the longest phrase that the words, -1 where one is not known, begin with, and its entry; 0 if none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Longest(ReadOnlySpan<int> words, out int entry)
    {
        entry = -1;
        return Begins(words[0]) ? Walk(words, out entry) : 0;
    }

    private int Walk(ReadOnlySpan<int> words, out int entry)
    {
        var node = ~words[0];
        (entry, var onward) = _first[~node];
        var longest = entry >= 0 ? 1 : 0;
        for (var at = 1; at < words.Length; at++)
        {
            var word = words[at];
            if (word < 0 || (onward & 1UL << (word & 63)) == 0)
                break;
            node = Next(node, word);
            if (node == 0)
                break;
            (var end, onward) = _later[node];
            if (end >= 0)
                (longest, entry) = (at + 1, end);
        }
        return longest;
    }

    private ref Node At(int node) => ref node < 0 ? ref _first[~node] : ref _later[node];

    private void Begin(int word)
    {
        if (word >= _first.Length)
        {
            var before = _first.Length;
            Array.Resize(ref _first, Math.Max(word + 1, before * 2));
            _first.AsSpan(before).Fill(Node.New);
            Array.Resize(ref _begins, (_first.Length + 63) / 64);
        }
        _begins[word >> 6] |= 1UL << (word & 63);
    }

    private int Next(int node, int word)
    {
        for (var slot = Slot(node, word); ; slot = (slot + 1) & (_table.Length - 1))
        {
            ref readonly var step = ref _table[slot];
            if (step.Next == 0 || step.Node == node && step.Word == word)
                return step.Next;
        }
    }

    private void Add(Step step)
    {
        if (++_steps * 2 > _table.Length)
        {
            var table = _table;
            _table = new Step[table.Length * 2];
            foreach (var old in table)
            {
                if (old.Next != 0)
                    Put(old);
            }
        }
        Put(step);
    }

    private void Put(Step step)
    {
        var slot = Slot(step.Node, step.Word);
        while (_table[slot].Next != 0)
            slot = (slot + 1) & (_table.Length - 1);
        _table[slot] = step;
    }

    private int Slot(int node, int word) => (int)((((ulong)(uint)node << 32) | (uint)word) * 0x9E3779B97F4A7C15 >> 40) & (_table.Length - 1);
}
