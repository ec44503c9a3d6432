using System.Collections.Frozen;
using System.Text;

namespace Parley.FileStores;

/// <summary>What a file is, by its first bytes and never by what somebody says it is. Pure.</summary>
public static class FileTypes
{
    public const string Binary = "application/octet-stream";
    public const string Text = "text/plain";

    /// <summary>So much of a file is looked at; a JPEG may have its size far behind its thumbnail and colour profile.</summary>
    public const int HeadLength = 256 * 1024;

    /// <summary>What browsers may show in place: none of it can have scripts. Everything else is only saved.</summary>
    private static readonly FrozenSet<string> Passive = new[]
    {
        "image/png", "image/jpeg", "image/gif", "image/webp", "video/mp4", "video/webm", "audio/mpeg", "audio/ogg", "audio/wav", "audio/flac", "audio/mp4",
    }.ToFrozenSet();

    /// <summary>Endings that promise a type.</summary>
    private static readonly FrozenDictionary<string, string> Promised = new Dictionary<string, string>
    {
        [".png"] = "image/png", [".jpg"] = "image/jpeg", [".jpeg"] = "image/jpeg", [".gif"] = "image/gif", [".webp"] = "image/webp", [".pdf"] = "application/pdf",
        [".mp3"] = "audio/mpeg", [".ogg"] = "audio/ogg", [".wav"] = "audio/wav", [".flac"] = "audio/flac", [".mp4"] = "video/mp4", [".webm"] = "video/webm",
        [".zip"] = "application/zip", [".gz"] = "application/gzip", [".txt"] = Text, [".md"] = Text, [".csv"] = Text, [".log"] = Text,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public static bool IsPassive(string type) => Passive.Contains(type);

    /// <summary>True for images whose size can be read from their head.</summary>
    public static bool IsImage(string type) => type is "image/png" or "image/jpeg" or "image/gif" or "image/webp";

    /// <summary>Whether the ending of a name promises nothing, or this type.</summary>
    public static bool Fits(string name, string type) => !Promised.TryGetValue(Path.GetExtension(name), out var promised) || promised == type;

    /// <param name="head">The first bytes, as many as there are up to <see cref="HeadLength"/>.</param>
    public static string Of(ReadOnlySpan<byte> head) => head switch
    {
        [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => "image/png",
        [0xff, 0xd8, 0xff, ..] => "image/jpeg",
        _ when head.StartsWith("GIF87a"u8) || head.StartsWith("GIF89a"u8) => "image/gif",
        _ when head.StartsWith("RIFF"u8) && head.Length >= 12 => head[8..12].SequenceEqual("WEBP"u8) ? "image/webp" : head[8..12].SequenceEqual("WAVE"u8) ? "audio/wav" : Binary,
        _ when head.StartsWith("%PDF-"u8) => "application/pdf",
        [(byte)'P', (byte)'K', 3, 4, ..] or [(byte)'P', (byte)'K', 5, 6, ..] => "application/zip",
        [0x1f, 0x8b, ..] => "application/gzip",
        [0x1a, 0x45, 0xdf, 0xa3, ..] => head[..Math.Min(64, head.Length)].IndexOf("webm"u8) >= 0 ? "video/webm" : Binary,
        _ when head.StartsWith("OggS"u8) => "audio/ogg",
        _ when head.StartsWith("fLaC"u8) => "audio/flac",
        _ when head.StartsWith("ID3"u8) => "audio/mpeg",
        [0xff, 0xfb or 0xf3 or 0xf2, ..] => "audio/mpeg",
        _ when head.Length >= 12 && head[4..8].SequenceEqual("ftyp"u8) => OfBrand(head[8..12]),
        _ => IsText(head) ? Text : Binary,
    };

    private static string OfBrand(ReadOnlySpan<byte> brand) =>
        brand.SequenceEqual("M4A "u8) ? "audio/mp4"
        : brand.StartsWith("iso"u8) || brand.StartsWith("mp4"u8) || brand.SequenceEqual("avc1"u8) || brand.StartsWith("M4V"u8) || brand.SequenceEqual("dash"u8) ? "video/mp4"
        : Binary; // among them images that browsers do not all know

    /// <summary>UTF-8 without control characters that text does not have.</summary>
    private static bool IsText(ReadOnlySpan<byte> head)
    {
        while (!head.IsEmpty)
        {
            var status = Rune.DecodeFromUtf8(head, out var rune, out var length);
            if (status == System.Buffers.OperationStatus.NeedMoreData && head.Length < 4)
            {
                return true; // the head ends within a character
            }

            if (status != System.Buffers.OperationStatus.Done || rune.Value is < 0x20 and not ('\t' or '\n' or '\r' or '\f' or 0x1b) or 0x7f)
            {
                return false;
            }

            head = head[length..];
        }

        return true;
    }
}
