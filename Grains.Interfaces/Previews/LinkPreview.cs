using Parley.Files;

namespace Parley.Previews;

/// <summary>What a page says of itself, under the message that links to it.</summary>
/// <param name="Url">The link, http or https.</param>
[GenerateSerializer, Immutable, Alias("parley.link-preview")]
public sealed record LinkPreview([Id(0)] string Url)
{
    /// <summary>One line; null: it has none.</summary>
    [Id(0)] public string? Title { get; init; }

    /// <summary>One line; null: it has none.</summary>
    [Id(1)] public string? Description { get; init; }

    /// <summary>Name of the site, one line; null: it does not say.</summary>
    [Id(2)] public string? Site { get; init; }

    /// <summary>A copy of its image, read like any file of the message; null: it has none that is taken.</summary>
    [Id(3)] public MessageFile? Image { get; init; }

    /// <summary>Without content: it may end up in a log.</summary>
    public override string ToString() => "LinkPreview";
}
