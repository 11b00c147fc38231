// Area workers are on bad lines: photos are made small before they are sent, nothing is sent without a line, and one
// tap sends once. Without this the forms work as they are; the server knows a second tap by its token.
const LONGEST = 1600;

const smaller = async (file) => {
  try {
    const picture = await createImageBitmap(file, { imageOrientation: 'from-image' });
    const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext('2d').drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((done) => { canvas.toBlob(done, 'image/jpeg', 0.85); });
    return blob && blob.size < file.size ? new File([blob], 'photo.jpg', { type: 'image/jpeg' }) : file;
  } catch {
    return file; // the server says what is wrong with it
  }
};

for (const input of document.querySelectorAll('input[type="file"][data-shrink]')) {
  input.addEventListener('change', async () => {
    const button = input.form.querySelector('button.strong');
    button.disabled = true;
    const kept = new DataTransfer();
    for (const file of input.files) kept.items.add(await smaller(file));
    input.files = kept.files;
    button.disabled = false;
  });
}

for (const form of document.querySelectorAll('form[data-line]')) {
  const told = form.querySelector('[data-offline]');
  form.addEventListener('submit', (event) => {
    told.hidden = navigator.onLine;
    if (!navigator.onLine) {
      event.preventDefault();
      return;
    }
    const button = form.querySelector('button.strong');
    setTimeout(() => { button.disabled = true; });
    setTimeout(() => { button.disabled = false; }, 15000);
  });
  window.addEventListener('online', () => { told.hidden = true; });
}
