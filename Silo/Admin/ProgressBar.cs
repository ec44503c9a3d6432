using System.Globalization;
using Parley.FileStores;
using Parley.Grains.Backup;
using Parley.Grains.Files;
using Parley.Grains.Transfer;

namespace Parley.Silo.Admin;

/// <summary>How far long work is, on a terminal; silent elsewhere, where each step would be a line.</summary>
internal sealed class ProgressBar(TextWriter errors) : IProgress<BackupProgress>, IProgress<TransferProgress>, IProgress<FileSweepProgress>, IProgress<FileCheckProgress>
{
    private const int Width = 30;
    private readonly bool _isShown = !Console.IsErrorRedirected;
    private string _shown = "";

    public void Report(BackupProgress value) => Show(value.Done, value.Total);

    public void Report(TransferProgress value) => Show(value.Done, value.Total);

    public void Report(FileSweepProgress value) => Show(value.Done, value.Total);

    public void Report(FileCheckProgress value) => Show(value.Done, value.Total);

    private void Show(long done, long total)
    {
        var line = Line(done, total);
        if (_isShown && line != _shown)
        {
            errors.Write($"\r{line}\e[K");
            _shown = line;
        }
    }

    /// <summary>Takes it off the terminal.</summary>
    public void End()
    {
        if (_shown.Length > 0)
        {
            errors.Write("\r\e[K");
            _shown = "";
        }
    }

    /// <summary>E.g. <c>[#########---------------------]  30 %</c>.</summary>
    internal static string Line(long done, long total)
    {
        var share = total <= 0 ? 0 : Math.Clamp((double)done / total, 0, 1);
        var full = (int)(share * Width);
        return string.Create(CultureInfo.InvariantCulture, $"[{new string('#', full)}{new string('-', Width - full)}] {Math.Floor(share * 100),3} %");
    }
}
