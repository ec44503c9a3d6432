using System.Globalization;
using Parley.Files;

namespace Parley.FileStores;

/// <summary>Who knows which files there should be.</summary>
public interface IFileRegister
{
    /// <summary>Which of these files nobody knows, as of now. Those that are not in the answer are somebody's.</summary>
    /// <param name="ids">Of files, without thumbnails, each once; at most <see cref="StoredFile.Page"/>.</param>
    Task<IReadOnlyCollection<UnknownFile>> UnknownAsync(IReadOnlyCollection<string> ids);

    /// <summary>These are gone.</summary>
    Task ErasedAsync(IReadOnlyCollection<string> ids);
}

/// <param name="WrittenBefore">Files that were written to later are left alone, and do not count.</param>
/// <param name="AtMost">Largest share that may be nobody's, from 0 to 1: of more, none is erased.</param>
public sealed record FileSweepLimits(DateTimeOffset WrittenBefore, double AtMost);

/// <summary>How far a sweep is.</summary>
public readonly record struct FileSweepProgress(long Done, long Total);

/// <summary>What a sweep has found, and done.</summary>
/// <param name="Files">Old enough to count, thumbnails included.</param>
/// <param name="Unknown">Of these, nobody's.</param>
/// <param name="UnknownBytes">Theirs.</param>
/// <param name="Erased">Of these, erased.</param>
/// <param name="ErasedBytes">Theirs.</param>
/// <param name="Refusal">Why none was erased, although some are nobody's; null: nothing stood against it.</param>
public sealed record FileSweepResult(long Files, long Unknown, long UnknownBytes, long Erased, long ErasedBytes, string? Refusal);

/// <summary>
/// Erases files that nobody knows. It looks at all of them twice: first it counts, because a store whose files are nobody's is more likely to be asked about with the wrong database than to be
/// full of what may go; then it asks again, page by page, right before it erases. Two at the same time do no harm.
/// </summary>
public sealed class FileSweep(IFileStore store, IFileRegister register, FileSweepLimits limits)
{
    private const int Folders = 256;

    /// <param name="isDryRun">Counts, and erases nothing.</param>
    public async Task<FileSweepResult> RunAsync(bool isDryRun, IProgress<FileSweepProgress>? progress, CancellationToken cancellation)
    {
        var (files, unknown, unknownBytes) = (0L, 0L, 0L);
        await foreach (var (page, found) in PagesAsync(0, progress, cancellation))
        {
            files += page.Count;
            unknown += page.Count(file => found.ContainsKey(Owner(file.Id)));
            unknownBytes += page.Where(file => found.ContainsKey(Owner(file.Id))).Sum(file => file.Bytes);
        }

        var refusal = Refusal(files, unknown);
        if (isDryRun || refusal is not null || unknown == 0)
        {
            return new FileSweepResult(files, unknown, unknownBytes, 0, 0, refusal);
        }

        var (erased, erasedBytes) = (0L, 0L);
        await foreach (var (page, found) in PagesAsync(Folders, progress, cancellation))
        {
            var gone = new HashSet<string>();
            foreach (var file in page.Where(file => found.GetValueOrDefault(Owner(file.Id))))
            {
                if (await store.DeleteIfOlderAsync(file.Id, limits.WrittenBefore)) // somebody may be writing to it again
                {
                    (erased, erasedBytes) = (erased + 1, erasedBytes + file.Bytes);
                    gone.Add(Owner(file.Id));
                }
            }

            if (gone.Count > 0)
            {
                await register.ErasedAsync(gone);
            }
        }

        return new FileSweepResult(files, unknown, unknownBytes, erased, erasedBytes, null);
    }

    private string? Refusal(long files, long unknown) =>
        unknown == 0 ? null
        : unknown == files ? Text($"None of the {files} files in the store is known to the database, so none was erased. Look whether it is the right database, or restored from the wrong backup; if these files are nobody's for sure, delete them yourself.")
        : unknown > files * limits.AtMost ? Text($"Of {files} files in the store {unknown} are known to nobody, which is more than Parley:Files:SweepAtMost ({limits.AtMost:P0}) allows, so none was erased. Look whether it is the right database; if it is: admin files sweep --force.")
        : null;

    /// <summary>Old files, with the ids among them that nobody knows and whether they are due.</summary>
    private async IAsyncEnumerable<(IReadOnlyList<StoredFile> Files, IReadOnlyDictionary<string, bool> Unknown)> PagesAsync(
        int begin, IProgress<FileSweepProgress>? progress, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var folder = 0;
        await foreach (var page in store.ListAsync(cancellation))
        {
            var old = page.Where(file => file.WrittenAt < limits.WrittenBefore).ToList();
            if (old.Count > 0)
            {
                var found = await register.UnknownAsync(old.Select(file => Owner(file.Id)).ToHashSet());
                yield return (old, found.ToDictionary(file => file.Id, file => file.IsDue));
            }

            folder = Math.Max(folder, Convert.ToInt32(FileIds.Folder(page[^1].Id), 16));
            progress?.Report(new FileSweepProgress(begin + folder, 2 * Folders));
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>Whose file a thumbnail is.</summary>
    private static string Owner(string id) => FileIds.IsFile(id) ? id : id[..^FileIds.Thumbnail("").Length];
}
