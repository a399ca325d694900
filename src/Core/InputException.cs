namespace Opportune.Core;

/// <summary>
/// Wrong input or use, told to the person in one line: what, where, how to mend. Ends a command with exit code 2; nothing
/// is written.
/// </summary>
public sealed class InputException : Exception
{
    /// <param name="message">One line, without any cell's value.</param>
    public InputException(string message) : base(message) { }

    /// <inheritdoc cref="InputException(string)"/>
    public InputException(string message, Exception inner) : base(message, inner) { }

    /// <summary>Several faults at once, which nobody finds in one line: what they are, and then a line each.</summary>
    public InputException(string what, IReadOnlyList<string> faults) : base(string.Join('\n', faults.Prepend(what))) => IsList = true;

    /// <summary>Whether the message has a line for each of several faults.</summary>
    public bool IsList { get; }
}
