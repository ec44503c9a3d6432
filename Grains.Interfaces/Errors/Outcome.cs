using System.Diagnostics.CodeAnalysis;

namespace Parley.Errors;

/// <summary>What came of a request: a value, or the <see cref="Errors.Error"/> that says why there is none.</summary>
[GenerateSerializer, Immutable, Alias("parley.outcome`1")]
public readonly record struct Outcome<T>([Id(0)] T? Value, [Id(1)] Error? Error)
{
    /// <summary>True if the request was refused; then <see cref="Error"/> is set and <see cref="Value"/> is not.</summary>
    [MemberNotNullWhen(true, nameof(Error))]
    [MemberNotNullWhen(false, nameof(Value))]
    public bool IsError => Error is not null;

    public static implicit operator Outcome<T>(T value) => new(value, null);

    public static implicit operator Outcome<T>(Error error) => new(default, error);
}
