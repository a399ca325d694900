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
}
