using System.Collections.Immutable;
using Parley.Faults.History;

namespace Parley.Faults.Checking;

/// <summary>A promise was broken, told so that a person finds the place.</summary>
/// <param name="Sentence">What is wrong, in words.</param>
/// <param name="Seq">The number it is about; null if it is about none.</param>
/// <param name="ClientId">The client id it is about; null if it is about none.</param>
/// <param name="Lines">Lines of the history that show it.</param>
public sealed record Violation(Rule Rule, string Sentence, string Room, long? Seq, string? ClientId, ImmutableArray<long> Lines)
{
    /// <summary>Two readers saw two rooms: one number is two events.</summary>
    public bool IsFork { get; init; }

    public static Violation Of(Rule rule, string room, long? seq, string? clientId, string sentence, params ReadOnlySpan<HistoryRecord?> records)
    {
        var lines = ImmutableArray.CreateBuilder<long>();
        foreach (var record in records)
        {
            if (record is not null)
            {
                lines.Add(record.Line);
            }
        }

        return new Violation(rule, sentence, room, seq, clientId, lines.ToImmutable());
    }

    /// <summary>Rule, room, seq, client id, sentence and lines, on one line.</summary>
    public override string ToString() =>
        $"{Rule.Code} room {Room}{(Seq is null ? "" : $" seq {Seq}")}{(ClientId is null ? "" : $" client id {ClientId}")}: {Sentence}"
        + (Lines.IsEmpty ? "" : $" (line{(Lines.Length == 1 ? "" : "s")} {string.Join(", ", Lines)})");
}
