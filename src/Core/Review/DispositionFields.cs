namespace Opportune.Core;

/// <summary>What a person entered with a disposition; null: nothing.</summary>
public sealed record DispositionFields
{
    /// <summary>The longest comment that is kept.</summary>
    public const int LongestText = 10_000;

    /// <inheritdoc cref="DispositionField.Date"/>
    public DateOnly? Date { get; init; }

    /// <inheritdoc cref="DispositionField.TScore"/>
    public double? TScore { get; init; }

    /// <inheritdoc cref="DispositionField.TScoreSite"/>
    public string? TScoreSite { get; init; }

    /// <inheritdoc cref="DispositionField.Drug"/>
    public string? Drug { get; init; }

    /// <inheritdoc cref="DispositionField.Text"/>
    public string? Text { get; init; }

    /// <inheritdoc cref="DispositionField.Criterion"/>
    public string? Criterion { get; init; }

    /// <inheritdoc cref="DispositionField.Recipient"/>
    public string? Recipient { get; init; }

    /// <inheritdoc cref="DispositionField.Appointment"/>
    public DateOnly? Appointment { get; init; }

    /// <inheritdoc cref="DispositionField.Until"/>
    public DateOnly? Until { get; init; }

    /// <summary>Whether that field was filled in.</summary>
    public bool Has(DispositionField field) => field switch
    {
        DispositionField.Date => Date is not null,
        DispositionField.TScore => TScore is not null,
        DispositionField.TScoreSite => TScoreSite is not null,
        DispositionField.Drug => Drug is not null,
        DispositionField.Text => !string.IsNullOrWhiteSpace(Text),
        DispositionField.Criterion => !string.IsNullOrWhiteSpace(Criterion),
        DispositionField.Recipient => !string.IsNullOrWhiteSpace(Recipient),
        DispositionField.Appointment => Appointment is not null,
        _ => Until is not null,
    };

    /// <summary>All texts that were typed.</summary>
    public IEnumerable<string> Texts() => new[] { Text, Criterion, Recipient, TScoreSite, Drug }.OfType<string>();
}
