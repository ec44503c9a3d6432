namespace Parley.WebFrontend.Pages;

/// <summary>Marks a route whose answers hold what users have sent: they may do nothing at all, even where somebody opens them as a page.</summary>
internal sealed class UntrustedContent;
