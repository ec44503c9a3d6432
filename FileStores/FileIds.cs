using System.Buffers;

namespace Parley.FileStores;

/// <summary>Ids of files: <c>f</c> and 32 hex digits; with <c>.t</c> at the end that of the thumbnail.</summary>
public static class FileIds
{
    private const int Length = 33;
    private const string OfThumbnail = ".t";
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    /// <summary>Id of the thumbnail of a file.</summary>
    public static string Thumbnail(string id) => id + OfThumbnail;

    /// <summary>The part of an id by which files are spread over folders.</summary>
    public static string Folder(string id) => id[1..3];

    /// <summary>Whether it has the form of a file's id.</summary>
    public static bool IsFile(string id) => id.Length == Length && id[0] == 'f' && !id.AsSpan(1).ContainsAnyExcept(Digits);

    /// <summary>Whether it has the form of the id of a file or of a thumbnail.</summary>
    public static bool IsId(string id) => IsFile(id.EndsWith(OfThumbnail, StringComparison.Ordinal) ? id[..^OfThumbnail.Length] : id);
}
