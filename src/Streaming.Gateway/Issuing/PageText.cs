using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Http;
using Streaming.Gateway.Calls;

namespace Streaming.Gateway.Issuing;

/// <summary>A page for somebody with a browser: a heading, a sentence, and perhaps a form. Nothing in it runs or is loaded.</summary>
/// <param name="Title">The heading.</param>
/// <param name="Text">The sentence.</param>
sealed record PageText(string Title, string Text)
{
    const string Style = """
        body{font:16px/1.5 system-ui,sans-serif;margin:0;background:#f4f5f7;color:#1d2430}
        main{max-width:26rem;margin:10vh auto;padding:2rem;background:#fff;border:1px solid #d9dde3;border-radius:8px}
        h1{font-size:1.3rem;margin:0 0 .5rem}label{display:block;margin:1rem 0 0}
        input{box-sizing:border-box;width:100%;font:inherit;padding:.5rem;border:1px solid #8a93a0;border-radius:4px}
        button{font:inherit;margin:1.5rem .5rem 0 0;padding:.5rem 1.2rem;
        border:1px solid #1d4ed8;border-radius:4px;background:#fff;color:#1d4ed8}
        button.main{background:#1d4ed8;color:#fff}.fault{color:#a31515}
        @media(prefers-color-scheme:dark){body{background:#14171c;color:#e4e7ec}main{background:#1d2129;border-color:#3a404b}
        input{background:#14171c;color:inherit}button{background:none;color:#9db7ff;border-color:#9db7ff}.fault{color:#ff9b9b}}
        """;

    static readonly string StyleHash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)));

    /// <summary>What was wrong with what was sent before; null: nothing was.</summary>
    public string? Fault { get; init; }

    /// <summary>The form; null: there is none.</summary>
    public string? Form { get; init; }

    /// <summary>Where the form's answer may lead besides here; null: nowhere.</summary>
    public string? LeadsTo { get; init; }

    /// <summary>Text as a part of a page.</summary>
    public static string Safe(string text) => HtmlEncoder.Default.Encode(text);

    /// <summary>Answers a request with it.</summary>
    public Task SendAsync(HttpContext http, int status = StatusCodes.Status200OK)
    {
        var headers = http.Response.Headers;
        http.Response.StatusCode = status;
        headers.ContentSecurityPolicy =
            $"default-src 'none'; style-src 'sha256-{StyleHash}'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; "
            + $"form-action {(Form is null ? "'none'" : $"'self' {LeadsTo}".TrimEnd())}";
        // Without it a form would be sent as if it came from nowhere, and what comes from nowhere is refused.
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        var fault = Fault is null ? "" : $"<p class=\"fault\" role=\"alert\">{Safe(Fault)}</p>";
        return Answers.TextAsync(
            http,
            "text/html",
            $"<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">"
                + $"<title>{Safe(Title)}</title><style>{Style}</style></head><body><main><h1>{Safe(Title)}</h1><p>{Safe(Text)}</p>"
                + $"{fault}{Form}</main></body></html>"
        );
    }
}
