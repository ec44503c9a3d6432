using System.IO.Compression;

namespace Parley.Grains.Transfer.Foreign;

/// <summary>
/// What Mattermost exports in bulk, as an archive or unpacked: lines of JSON, and files below <c>data</c>. Whatever the lines say, nothing is read from anywhere else. Source: the archive of
/// <c>mmctl export create</c>, in which paths are those of the lines below <c>data</c>.
/// </summary>
internal abstract class ForeignArchive : IDisposable
{
    private const string Data = "data";
    private static readonly byte[] BeginOfZip = [(byte)'P', (byte)'K', 3, 4];

    /// <summary>Lines of JSON.</summary>
    public abstract IEnumerable<string> Lines();

    /// <param name="path">As the lines say it: below <c>data</c>, or with it.</param>
    /// <returns>Null: there is none, or the path leads elsewhere.</returns>
    public Stream? OpenRead(string path)
    {
        var steps = path.Split('/');
        return Array.TrueForAll(steps, IsStep) ? OpenRead([Data, .. steps]) ?? (steps[0] == Data ? OpenRead(steps) : null) : null;
    }

    /// <exception cref="TransferException">It cannot be read.</exception>
    public static ForeignArchive Open(string source)
    {
        try
        {
            using var file = File.OpenRead(source);
            var begin = new byte[BeginOfZip.Length];
            return file.ReadAtLeast(begin, begin.Length, throwOnEndOfStream: false) == begin.Length && begin.AsSpan().SequenceEqual(BeginOfZip) ? new Packed(source) : new Unpacked(source);
        }
        catch (InvalidDataException e)
        {
            throw new TransferException($"{source} begins as a ZIP, and is none.", e);
        }
    }

    public abstract void Dispose();

    /// <param name="steps">Folders and file: names, and nothing that leads up or elsewhere.</param>
    protected abstract Stream? OpenRead(string[] steps);

    private static bool IsStep(string step) => step is not ("" or "." or "..") && !step.AsSpan().ContainsAny('\\', ':', '\0');

    private sealed class Packed(string source) : ForeignArchive
    {
        private readonly ZipArchive _zip = ZipFile.OpenRead(source);

        public override IEnumerable<string> Lines()
        {
            var entry = _zip.Entries.FirstOrDefault(entry => !entry.FullName.Contains('/', StringComparison.Ordinal) && entry.Name.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase))
                ?? throw new TransferException("The archive has no .jsonl at its top: it is not what Mattermost exports in bulk.");
            using var reader = new StreamReader(entry.Open());
            while (reader.ReadLine() is { } line)
            {
                yield return line;
            }
        }

        public override void Dispose() => _zip.Dispose();

        protected override Stream? OpenRead(string[] steps) => _zip.GetEntry(string.Join('/', steps))?.Open();
    }

    private sealed class Unpacked(string source) : ForeignArchive
    {
        public override IEnumerable<string> Lines() => File.ReadLines(source);

        public override void Dispose()
        {
        }

        /// <summary>Links are not followed: who has packed the archive may have made one that leads out of it.</summary>
        protected override Stream? OpenRead(string[] steps)
        {
            var place = Path.GetDirectoryName(Path.GetFullPath(source))!;
            foreach (var step in steps)
            {
                place = Path.Combine(place, step);
                if (new FileInfo(place).LinkTarget is not null)
                {
                    return null;
                }
            }

            return File.Exists(place) ? File.OpenRead(place) : null;
        }
    }
}
