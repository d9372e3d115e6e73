// The parts of a copy, one zip of each system, become one zip here: their entries one after the other, then one list of them all.
(function () {
  "use strict";
  var button = document.getElementById("copy"), said = document.getElementById("copied"), END = 22;
  function fetched(link) {
    return fetch(link.href).then(function (answer) {
      if (!answer.ok || answer.redirected) throw new Error(link.href);
      return answer.arrayBuffer();
    });
  }
  // A zip ends with where its list begins, how long it is, and of how many entries; an entry of the list says at 42 where its own begins.
  function together(zips) {
    var entries = [], lists = [], count = 0, at = 0, length = 0;
    zips.forEach(function (zip) {
      var view = new DataView(zip), end = zip.byteLength - END, size = view.getUint32(end + 12, true), from = view.getUint32(end + 16, true);
      for (var i = from; i < from + size; i += 46 + view.getUint16(i + 28, true) + view.getUint16(i + 30, true) + view.getUint16(i + 32, true))
        view.setUint32(i + 42, view.getUint32(i + 42, true) + at, true);
      entries.push(zip.slice(0, from));
      lists.push(zip.slice(from, from + size));
      count += view.getUint16(end + 10, true);
      at += from;
      length += size;
    });
    var end = new DataView(new ArrayBuffer(END));
    end.setUint32(0, 0x06054b50, true);
    end.setUint16(8, count, true);
    end.setUint16(10, count, true);
    end.setUint32(12, length, true);
    end.setUint32(16, at, true);
    return new Blob(entries.concat(lists, [end.buffer]), { type: "application/zip" });
  }
  function tell(what) {
    said.textContent = said.dataset[what];
    said.hidden = false;
    button.disabled = false;
    button.removeAttribute("aria-busy");
  }
  button.hidden = false;
  document.getElementById("parts").open = false;
  button.addEventListener("click", function () {
    button.disabled = true;
    button.setAttribute("aria-busy", true);
    Promise.all(Array.prototype.map.call(document.querySelectorAll("[data-part]"), fetched)).then(function (zips) {
      var link = document.createElement("a");
      link.href = URL.createObjectURL(together(zips));
      link.download = "aixin-copy.zip";
      link.click();
      setTimeout(URL.revokeObjectURL, 60e3, link.href);
      tell("done");
    }).catch(function () { tell("lost"); });
  });
})();
