using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Hosting;
using Parley.Grains.Rooms;

namespace Parley.Grains.Webhooks;

internal static class WebhooksRegistration
{
    public static ISiloBuilder AddWebhooks(this ISiloBuilder silo)
    {
        silo.Services.AddOptions<WebhookOptions>().BindConfiguration(WebhookOptions.Section).ValidateOnStart();
        silo.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<WebhookOptions>, WebhookOptions.Validator>());
        silo.Services.AddSingleton<WebhookNotices>();
        silo.Services.AddSingleton<WebhookFollower>();
        silo.Services.AddSingleton<IRoomWatcher>(services => services.GetRequiredService<WebhookFollower>());
        silo.Services.AddHostedService(services => services.GetRequiredService<WebhookFollower>());
        return silo;
    }
}
