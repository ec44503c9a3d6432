using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Parley.Grains.Caching;
using Parley.Grains.Dashboard;
using ZiggyCreatures.Caching.Fusion;

namespace Parley.Grains.Previews;

/// <summary>Pages that were read lately, and those that could not be read; bounded by what they take. One for each silo, which may share what it has with the others.</summary>
internal sealed class PageCache(
    PageReader reader, SecondLevel second, SiloMetrics metrics, IOptions<PreviewOptions> options, TimeProvider clock, ILogger<FusionCache> logger) : IDisposable
{
    private readonly SharedCache _pages = new("page", options.Value.MaxKeptBytes, second, metrics, clock, logger);

    /// <summary>Null: there is nothing to show.</summary>
    public Task<Page?> ReadAsync(Uri url, CancellationToken cancellation) => _pages.GetAsync(
        url.AbsoluteUri,
        page => (page is null ? options.Value.KeepFailuresFor : options.Value.KeepFor, page?.Weight ?? 0),
        token => reader.ReadAsync(url, token),
        cancellation);

    public void Dispose() => _pages.Dispose();
}
