using Parley.FileStores;

namespace Parley.Grains.Previews;

/// <summary>What is shown of a page.</summary>
internal sealed record Page(string? Title, string? Description, string? Site, PageImage? Image)
{
    /// <summary>About what it takes in memory, in bytes.</summary>
    public long Weight => 500 + (2 * ((Title?.Length ?? 0) + (Description?.Length ?? 0) + (Site?.Length ?? 0))) + (Image?.Bytes.Length ?? 0);

    /// <summary>Without content.</summary>
    public override string ToString() => "Page";
}

/// <summary>A small image, written anew.</summary>
/// <param name="Type">Media type.</param>
internal sealed record PageImage(ReadOnlyMemory<byte> Bytes, string Type, int Width, int Height)
{
    /// <summary>What is taken of it; null: it is none that is.</summary>
    public static PageImage? Of(ReadOnlySpan<byte> bytes, long maxPixels)
    {
        var type = FileTypes.Of(bytes);
        return ImageSize.Of(bytes, type) is { } size && (long)size.Width * size.Height <= maxPixels && ImageCopy.Of(bytes, type) is { } copy
            ? new PageImage(copy, type, size.Width, size.Height)
            : null;
    }

    /// <summary>Without content.</summary>
    public override string ToString() => "PageImage";
}
