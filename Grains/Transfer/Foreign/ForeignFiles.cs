using System.Security.Cryptography;
using System.Text;
using Parley.Files;
using Parley.FileStores;
using Parley.Text;

namespace Parley.Grains.Transfer.Foreign;

/// <summary>Copies files out of an archive to beside an export of ours, and describes them as an upload would be.</summary>
/// <param name="path">Of the export.</param>
internal sealed class ForeignFiles(ForeignArchive archive, string path)
{
    private const int MaxNameLength = 200;

    /// <summary>How many came along.</summary>
    public long Taken { get; private set; }

    /// <summary>What a file is called: one line, and no path.</summary>
    public static string NameOf(string place)
    {
        var name = place[(place.LastIndexOfAny(['/', '\\']) + 1)..];
        return LineText.Fault(name) is null && name.Length is > 0 and <= MaxNameLength ? name : "file";
    }

    /// <param name="place">Where it lies in the archive.</param>
    /// <returns>Null: it is not there.</returns>
    public MessageFile? Take(string place)
    {
        using var source = archive.OpenRead(place);
        if (source is null)
        {
            return null;
        }

        var id = "f" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(place)))[..32];
        using var copy = ExportWriter.CreateFile(path, id);
        source.CopyTo(copy);
        var head = new byte[Math.Min(copy.Length, FileTypes.HeadLength)];
        copy.Position = 0;
        copy.ReadExactly(head);
        var type = FileTypes.Of(head);
        var size = ImageSize.Of(head, type);
        Taken++;
        return new MessageFile(id, NameOf(place), type, copy.Length) { Width = size?.Width, Height = size?.Height };
    }
}
